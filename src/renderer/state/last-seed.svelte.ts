// The seed of the last suggestion, so that it can be had again. Forgotten with the window.

class LastSeed {
  value = $state<number | null>(null)
}

export const lastSeed = new LastSeed()
