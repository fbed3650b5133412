import { buildRow, type ModelRow } from '@resnext/zoo';

/** A network as the scripts of `tools/golden` describe it. */
export interface Row {
  blocks: number[];
  widths: number[];
  cardinality: number;
  baseWidth: number;
  form: ModelRow['form'];
  stem: ModelRow['stem'];
  shortcut: ModelRow['shortcut'];
  classes: number;
  inputChannels: number;
  preActivation: boolean;
  se: boolean;
}

export function toRow(row: Row, more: Partial<ModelRow> = {}): ModelRow {
  return buildRow({
    name: 'golden',
    blocks: row.blocks,
    stageWidths: row.widths,
    cardinality: row.cardinality,
    baseWidth: row.baseWidth,
    form: row.form,
    stem: row.stem,
    shortcut: row.shortcut,
    classes: row.classes,
    channels: row.inputChannels,
    preActivation: row.preActivation,
    reduction: row.se ? 16 : undefined,
    ...more,
  });
}
