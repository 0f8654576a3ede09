// Stop strings, also when they are spread over tokens. Knows text only.

/** Index of the first stop string, or null. */
export function stopIndex(text: string, stops: readonly string[]): number | null {
  const found = stops.map((stop) => text.indexOf(stop)).filter((index) => index >= 0)
  return found.length === 0 ? null : Math.min(...found)
}

/** Length of the text that cannot be the beginning of a stop string: the rest is held back until it is known. */
export function clearOfStops(text: string, stops: readonly string[]): number {
  const longest = Math.max(0, ...stops.map((stop) => stop.length - 1))
  for (let start = Math.max(0, text.length - longest); start < text.length; start++) {
    const tail = text.slice(start)
    if (stops.some((stop) => stop.startsWith(tail))) return start
  }
  return text.length
}
