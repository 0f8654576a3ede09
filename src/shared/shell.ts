// Where a page meets its shell: the two doors through which the contract is spoken. Knows no shell.

/** Browser shell: oRPC over a WebSocket at this path of the page's own origin. */
export const socketPath = '/rpc'

/** Desktop shell: the page's origin. Anything else is the browser shell. */
export const desktopOrigin = 'app://aurore'

/**
 * Desktop shell: the page makes a MessageChannel, keeps port1 for oRPC, and hands over port2 with
 * `window.postMessage(portGreeting, window.location.origin, [port2])`.
 */
export const portGreeting = 'aurore:port'
