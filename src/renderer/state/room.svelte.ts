// What the frame must know of the writing room: whether all but the page is hidden, and how much is written.

export interface Counts {
  readonly scene: number
  readonly chapter: number
  /** 0: nothing is selected. */
  readonly selection: number
}

class Room {
  focus = $state(false)
  counts = $state.raw<Counts | null>(null)
}

export const room = new Room()
