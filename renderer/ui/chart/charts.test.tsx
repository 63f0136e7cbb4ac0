import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { BarChart } from './bar-chart.tsx'
import { LineChart } from './line-chart.tsx'
import { chartScale, extentOf, formatValue, timeMark } from './scales.ts'
import { ScatterChart } from './scatter-chart.tsx'

afterEach(cleanup)

const points = [
  { x: 1, y: 0.84 },
  { x: 2, y: 0.86 },
  { x: 4, y: 0.81 },
]

describe('a line chart', () => {
  it('says its gist, and reads values out by the arrow keys', async () => {
    const series = [
      { id: 'a', name: 'auc', points, colour: 0 },
      { id: 'b', name: 'loss', points: [{ x: 3, y: 0.2 }], colour: 1 },
    ]
    render(<LineChart label="auc by day" series={series} thresholds={[{ value: 0.8, label: 'retrain below' }]} />)
    expect(screen.getByRole('img', { name: /auc: 0\.84 to 0\.81 over 3 values.*retrain below: 0\.8/ })).toBeDefined()
    expect(screen.queryByRole('status')).toBeNull()
    await userEvent.tab()
    await userEvent.keyboard('{End}')
    expect(screen.getByRole('status').textContent).toBe('4auc0.81loss0.2')
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}')
    expect(screen.getByRole('status').textContent).toBe('2auc0.86')
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('status')).toBeNull()
  })

  it('breaks the line where a value is missing, and draws a value alone as a point', () => {
    const broken = [
      { x: 0, y: 1 },
      { x: 1, y: null },
      { x: 2, y: 1 },
      { x: 3, y: 2 },
    ]
    const series = [
      { id: 'a', name: 'auc', points: broken, colour: 0 },
      { id: 'b', name: 'one', points: [{ x: 1, y: 1 }], colour: 1 },
    ]
    const { container } = render(<LineChart label="x" series={series} />)
    expect(container.querySelector('path')?.getAttribute('d')?.match(/M/g)).toHaveLength(2)
    expect(container.querySelectorAll('circle')).toHaveLength(1)
  })
})

describe('a bar chart', () => {
  it('stacks its series, and names each category', async () => {
    const series = [
      { name: 'completed', colour: 'success' as const, values: [3, 1] },
      { name: 'failed', colour: 'failed' as const, values: [1, 0] },
    ]
    const { container } = render(
      <BarChart label="Runs by day" categories={['Mon', 'Tue']} series={series} arrangement="stacked" />,
    )
    const [first, second] = [...container.querySelectorAll('rect')].map((bar) => ({
      x: Number(bar.getAttribute('x')),
      top: Number(bar.getAttribute('y')),
      height: Number(bar.getAttribute('height')),
    }))
    expect(second?.x).toBe(first?.x)
    expect((second?.top ?? 0) + (second?.height ?? 0)).toBeCloseTo(first?.top ?? Number.NaN)
    expect(first?.height).toBeCloseTo(3 * (second?.height ?? Number.NaN))
    await userEvent.tab()
    await userEvent.keyboard('{ArrowRight}{ArrowRight}')
    expect(screen.getByRole('status').textContent).toBe('Tuecompleted1failed0')
  })

  it('marks counts by whole numbers', () => {
    const { container } = render(
      <BarChart label="Runs" categories={['Mon', 'Tue']} series={[{ name: 'completed', colour: 0, values: [2, 1] }]} />,
    )
    const marks = [...container.querySelectorAll('text')].map(({ textContent }) => textContent)
    expect(marks).toEqual(expect.arrayContaining(['0', '1', '2']))
    expect(marks).not.toContain('0.5')
  })
})

describe('a scatter chart', () => {
  it('picks the point the keys went to', async () => {
    const onPick = vi.fn()
    const dots = [
      { id: 'b', name: 'Run 2', x: 0.1, y: 0.8, colour: 0 },
      { id: 'a', name: 'Run 1', x: 0.01, y: 0.7, colour: 0 },
    ]
    render(<ScatterChart label="auc against lr" points={dots} xTitle="lr" yTitle="auc" onPick={onPick} />)
    await userEvent.tab()
    await userEvent.keyboard('{ArrowRight}{Enter}')
    expect(screen.getByRole('status').textContent).toContain('Run 1')
    expect(onPick).toHaveBeenCalledWith('a')
  })
})

describe('a scale', () => {
  it('shows zero and below at the lower edge of a logarithmic axis', () => {
    const scale = chartScale({ kind: 'log', extent: [0, 100], range: [200, 0], count: 4, nice: true })
    expect(scale.at(0)).toBe(200)
    expect(scale.at(100)).toBe(0)
  })

  it('gives room to one value alone', () => {
    const scale = chartScale({ kind: 'linear', extent: [5, 5], range: [0, 100], count: 4, nice: false })
    expect(scale.at(5)).toBe(50)
  })

  it('leaves out what is no number', () => {
    expect(extentOf([null, Number.NaN, 3, Number.POSITIVE_INFINITY, -1])).toEqual([-1, 3])
    expect(extentOf([null])).toBeNull()
  })

  it('writes values as short as they can be told apart', () => {
    expect([0, 0.84512, 12_500.25, 3.2e-7, 1_234_567].map(formatValue)).toEqual([
      '0',
      '0.8451',
      '12,500.3',
      '3.2e-7',
      '1,234,567',
    ])
  })
})

describe('a mark of a time axis', () => {
  it('is as fine as marks stand apart, by the clock of 24 hours', () => {
    const afternoon = new Date(2026, 10, 24, 14, 40, 15).getTime()
    expect(timeMark(afternoon, 15_000)).toBe('14:40:15')
    expect(timeMark(afternoon, 300_000)).toBe('14:40')
    expect(timeMark(new Date(2026, 10, 24).getTime(), 3_600_000)).toBe('11-24')
    expect(timeMark(new Date(2026, 0, 1).getTime(), 86_400_000)).toBe('2026')
  })
})
