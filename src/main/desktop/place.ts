// Remembers where the window stood. Knows screens and one small file.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { screen, type BrowserWindow, type Rectangle } from 'electron'
import { z } from 'zod'

const Place = z.object({ x: z.number().int().optional(), y: z.number().int().optional(), width: z.number().int().min(600), height: z.number().int().min(400), maximized: z.boolean() })
export type Place = z.infer<typeof Place>

const first: Place = { width: 1280, height: 860, maximized: false }

/** Where to open: as it was left, unless that is on a screen no longer there. */
export function recall(file: string): Place {
  try {
    const place = Place.parse(JSON.parse(readFileSync(file, 'utf8')))
    return isSeen(place) ? place : { ...place, x: undefined, y: undefined }
  } catch {
    return first // no file yet, or one cut short: the first place is as good as any
  }
}

function isSeen(place: Place): boolean {
  const { x, y } = place
  if (x === undefined || y === undefined) return true
  const holds = (area: Rectangle): boolean => x + place.width > area.x + 50 && x < area.x + area.width - 50 && y >= area.y && y < area.y + area.height - 50
  return screen.getAllDisplays().some((display) => holds(display.workArea))
}

export function remember(file: string, window: BrowserWindow): void {
  const place: Place = { ...window.getNormalBounds(), maximized: window.isMaximized() }
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify(place))
  } catch {
    // A window that forgets its place must not keep the program from closing.
  }
}
