/** How a report looks. */
export const style = `
  body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; background: #fff; font: 16px/1.5 system-ui, sans-serif; }
  h1 { margin-bottom: 0; }
  h2 { margin-top: 2.5rem; border-bottom: 1px solid #ddd; }
  table { border-collapse: collapse; margin: 1rem 0; font-size: 14px; }
  th, td { padding: 0.2rem 0.6rem; text-align: left; vertical-align: top; }
  th { font-weight: 600; }
  tr + tr { border-top: 1px solid #eee; }
  caption { text-align: left; color: #666; }
  code { font-size: 12px; overflow-wrap: anywhere; }
  .number { text-align: right; font-variant-numeric: tabular-nums; }
  .wide { overflow-x: auto; }
  .confusion td { min-width: 1.6rem; text-align: center; font-variant-numeric: tabular-nums; border: 1px solid #eee; }
  .images { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 1rem; }
  .images figure { margin: 0; font-size: 13px; line-height: 1.35; }
  .images img { width: 100%; image-rendering: pixelated; border: 1px solid #ddd; }
  .images span { color: #888; }
  figure { margin: 1rem 0; }
  figure svg { max-width: 100%; height: auto; }
`;
