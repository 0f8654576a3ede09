// Draws the learning curve with uPlot in the colours of the theme. Knows numbers and colours, no language and no run.
import uPlot from 'uplot'
import type { Curve, Point } from './curves.ts'
import { rangeOf } from './curves.ts'

export type ChartWords = { readonly axis: string, readonly best: string }
export type ChartNumbers = { readonly curve: Curve, readonly best: Point | null, readonly steps: number }
type Formats = { readonly step: (value: number) => string, readonly loss: (value: number) => string }
type Colours = { readonly ink: string, readonly muted: string, readonly line: string, readonly accent: string, readonly edge: string, readonly page: string }

const height = 280

/** The theme's colours as they are now. */
function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element)
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return { ink: colour('ink'), muted: colour('muted'), line: colour('line'), accent: colour('accent'), edge: colour('edge'), page: colour('page') }
}

/** A chart that lives in `host` until disposed; `show` redraws it with new numbers. */
export class LearningChart {
  readonly #host: HTMLElement
  readonly #words: ChartWords
  readonly #formats: Formats
  readonly #resizing: ResizeObserver
  readonly #theming: MutationObserver
  #numbers: ChartNumbers
  #plot: uPlot

  constructor(host: HTMLElement, numbers: ChartNumbers, words: ChartWords, formats: Formats) {
    this.#host = host
    this.#numbers = numbers
    this.#words = words
    this.#formats = formats
    this.#plot = this.#draw()
    this.#resizing = new ResizeObserver(() => this.#plot.setSize({ width: host.clientWidth, height }))
    this.#resizing.observe(host)
    this.#theming = new MutationObserver(() => this.#redraw())
    this.#theming.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  }

  show(numbers: ChartNumbers): void {
    this.#numbers = numbers
    this.#plot.setData(columns(numbers.curve))
  }

  dispose(): void {
    this.#resizing.disconnect()
    this.#theming.disconnect()
    this.#plot.destroy()
  }

  #redraw(): void {
    this.#plot.destroy()
    this.#plot = this.#draw()
  }

  #draw(): uPlot {
    const colours = coloursOf(this.#host)
    return new uPlot({
      width: Math.max(200, this.#host.clientWidth), height, legend: { show: false }, cursor: { show: false }, padding: [16, 16, 0, 0],
      scales: { x: { time: false, range: () => [0, Math.max(1, this.#numbers.steps, ...this.#numbers.curve.steps.slice(-1))] }, y: { range: () => [...(rangeOf(this.#numbers.curve) ?? [0, 1])] } },
      axes: this.#axes(colours), series: series(colours), hooks: { draw: [(plot) => this.#markBest(plot, colours)] }
    }, columns(this.#numbers.curve), this.#host)
  }

  #axes(colours: Colours): uPlot.Axis[] {
    const shared = { stroke: colours.muted, font: '12px "Inter Variable", sans-serif', labelFont: '12px "Inter Variable", sans-serif', grid: { stroke: colours.line, width: 1 }, ticks: { show: false } }
    return [
      { ...shared, grid: { show: false }, values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? this.#formats.step(tick) : '')), label: this.#words.axis, labelSize: 18, labelGap: 0, size: 26 },
      { ...shared, size: 52, values: (_, ticks) => ticks.map(this.#formats.loss) }
    ]
  }

  /** A ring around the best held-out measure, with its word. */
  #markBest(plot: uPlot, colours: Colours): void {
    const { best } = this.#numbers
    if (best === null) return
    const { ctx } = plot
    const [x, y] = [plot.valToPos(best.step, 'x', true), plot.valToPos(best.heldOut, 'y', true)]
    const scale = devicePixelRatio
    ctx.save()
    ctx.beginPath()
    ctx.arc(x, y, 6 * scale, 0, 2 * Math.PI)
    ctx.lineWidth = 2 * scale
    ctx.strokeStyle = colours.accent
    ctx.fillStyle = colours.page
    ctx.fill()
    ctx.stroke()
    ctx.fillStyle = colours.ink
    ctx.font = `600 ${12 * scale}px "Inter Variable", sans-serif`
    const right = x > plot.bbox.left + plot.bbox.width * 0.8
    ctx.textAlign = right ? 'right' : 'left'
    ctx.textBaseline = 'bottom'
    ctx.fillText(this.#words.best, x + (right ? -8 : 8) * scale, y - 8 * scale)
    ctx.restore()
  }
}

const columns = (curve: Curve): uPlot.AlignedData => [[...curve.steps], [...curve.loss], [...curve.heldOut]]

function series(colours: Colours): uPlot.Series[] {
  return [
    {},
    { stroke: colours.edge, width: 2, spanGaps: true, points: { show: false } },
    { stroke: colours.accent, width: 2.5, spanGaps: true, points: { show: true, size: 6, fill: colours.accent } }
  ]
}
