import type { Epoch } from '../epoch.ts';

/**
 * Training and test error over the epochs, as in figure 5 of the paper, as an SVG of 900 x 560.
 *
 * @param title the model's name
 */
export async function drawCurves(history: readonly Epoch[], title: string): Promise<string> {
  // Loaded when it is needed: it is larger than everything else here together.
  const { init } = await import('echarts');
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 900, height: 560 });
  const error = (of: (epoch: Epoch) => number) => history.map((epoch) => [epoch.epoch, 100 - of(epoch)]);
  const { best } = history.at(-1)!;
  const line = { type: 'line', showSymbol: history.length === 1, symbol: 'circle' } as const;
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: ['#d9730d', '#1f5fbf'],
    title: {
      text: title,
      subtext: `best test error ${(100 - best.top1).toFixed(2)} % in epoch ${best.epoch}`,
      left: 'center',
      top: 12,
    },
    legend: { right: 48, top: 92, orient: 'vertical', icon: 'roundRect', itemHeight: 3 },
    grid: { left: 72, right: 32, top: 76, bottom: 60 },
    xAxis: {
      type: 'value',
      name: 'epoch',
      nameLocation: 'middle',
      nameGap: 32,
      min: 1,
      max: Math.max(2, history.at(-1)!.epochs),
      minInterval: 1,
    },
    yAxis: { type: 'value', name: 'top-1 error (%)', nameLocation: 'middle', nameGap: 48, min: 0 },
    series: [
      {
        ...line,
        name: 'train',
        data: error(({ train }) => train.top1),
        lineStyle: { type: 'dashed', width: 1.5 },
      },
      { ...line, name: 'test', data: error(({ test }) => test.top1), lineStyle: { width: 2 } },
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
