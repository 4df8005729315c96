// The clock demonstration: shows the time that the server sends, and how often it has.

export function startClock({ connection, log, face }) {
  const [time, date, ticks] = face.querySelectorAll('.time, .date, .ticks');
  let count = 0;

  const showCount = () => { ticks.textContent = count === 1 ? '1 tick' : `${count} ticks`; };

  connection.addEventListener('message', ({ detail: data }) => {
    const now = new Date(data);
    time.dateTime = data;
    time.textContent = now.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    date.textContent = now.toLocaleDateString([], { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
    count++;
    showCount();
    log.received(data);
  });

  connection.addEventListener('state', () => {
    face.classList.toggle('live', connection.state === 'open');
    if (connection.state !== 'connecting')
      return;
    count = 0;
    showCount();
  });
}
