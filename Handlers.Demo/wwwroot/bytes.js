// Bytes for human eyes.

// The bytes that a text of hex digits stands for; throws where it stands for none.
export function parseHex(text) {
  const digits = text.replace(/0x|[\s,:]/gi, '');
  if (/[^0-9a-f]/i.test(digits))
    throw new SyntaxError('Only hex digits make bytes: 0 to 9 and a to f.');
  if (digits.length % 2 !== 0)
    throw new SyntaxError('A byte is two hex digits, and one is left over.');
  return Uint8Array.from(digits.match(/../g) ?? [], pair => parseInt(pair, 16));
}

export function toHex(bytes) {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(' ');
}

export function formatSize(count) {
  if (count < 1024)
    return count === 1 ? '1 byte' : `${count} bytes`;
  if (count < 1024 * 1024)
    return `${(count / 1024).toFixed(1)} KiB`;
  return `${(count / 1024 / 1024).toFixed(1)} MiB`;
}

// How many bytes a message carries: text travels as UTF-8.
export function sizeOf(data) {
  return typeof data === 'string' ? new TextEncoder().encode(data).length : data.byteLength;
}
