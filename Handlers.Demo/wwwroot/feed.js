// A list that grows at its end, keeps so many entries, and shows the newest unless someone has scrolled back to read.

const KEPT = 500;

export class Feed {
  #list;
  #newer;
  #follows = true;

  // Newer: a button that goes to the newest entry, or nothing.
  constructor(list, newer = null) {
    this.#list = list;
    this.#newer = newer;
    list.addEventListener('scroll', () => {
      // A list that is not shown has no size and no place.
      if (list.clientHeight > 0)
        this.#setFollows(list.scrollHeight - list.scrollTop - list.clientHeight < 40);
    });
    new ResizeObserver(() => this.#scroll()).observe(list);
    newer?.addEventListener('click', () => {
      this.#setFollows(true);
      this.#scroll();
    });
  }

  // Time: whether to say when it was. Parts: what the entry consists of.
  add(type, parts, time = true) {
    const item = element('li', type);
    if (time)
      item.append(clock(new Date()));
    item.append(...parts);
    this.#list.append(item);
    while (this.#list.children.length > KEPT)
      this.#list.firstElementChild.remove();
    if (this.#newer !== null && !this.#follows)
      this.#newer.hidden = false;
    this.#scroll();
  }

  clear() {
    this.#list.replaceChildren();
    this.#setFollows(true);
  }

  #setFollows(follows) {
    this.#follows = follows;
    if (this.#newer !== null && follows)
      this.#newer.hidden = true;
  }

  #scroll() {
    if (this.#follows)
      this.#list.scrollTop = this.#list.scrollHeight;
  }
}

export function element(name, className, text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function clock(date) {
  const part = (value, length) => String(value).padStart(length, '0');
  const time = element('time', '', `${part(date.getHours(), 2)}:${part(date.getMinutes(), 2)}:${part(date.getSeconds(), 2)}`);
  time.append(element('span', 'fraction', `.${part(date.getMilliseconds(), 3)}`));
  time.dateTime = date.toISOString();
  return time;
}
