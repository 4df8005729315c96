// RFC 6455 7.4.1 and the IANA registry of close codes.
const NAMES = {
  1000: 'normal',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1005: 'no code received',
  1006: 'no closing handshake',
  1007: 'invalid payload',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'extension missing',
  1011: 'internal error',
  1012: 'service restart',
  1013: 'try again later',
  1014: 'bad gateway',
  1015: 'TLS handshake failed',
};

export function closeCodeName(code) {
  if (code >= 4000)
    return 'of the application';
  return NAMES[code] ?? 'registered';
}
