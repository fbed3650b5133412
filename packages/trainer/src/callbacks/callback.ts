import type { Model } from '@resnext/zoo';
import type { Epoch } from '../epoch.ts';
import type { Judgement } from '../judging/judge.ts';

/** A step that is done. */
export interface StepEvent {
  readonly epoch: number;
  readonly epochs: number;
  /** From 1, within the epoch. */
  readonly step: number;
  readonly steps: number;
  /** From 1, in all epochs together. */
  readonly totalSteps: number;
  /** Of this step's images. */
  readonly loss: number;
  /** Accuracies in percent over the epoch so far. */
  readonly top1: number;
  readonly top5: number;
  readonly learningRate: number;
  /** In this step. */
  readonly images: number;
  /** The step, and what of it was waiting for data. */
  readonly seconds: number;
  readonly waitSeconds: number;
}

/** An epoch that is done and about to be kept. */
export interface EpochEvent {
  readonly epoch: Epoch;
  /** All epochs so far, this one included. */
  readonly history: readonly Epoch[];
  /** In all epochs together. */
  readonly totalSteps: number;
  /** The model that was judged: the one in training, or its running average. */
  readonly model: Model;
  readonly judgement: Judgement;
  readonly configuration: object;
}

/** What happens beside the loop: logs, files, early ends. */
export interface Callback {
  /** Before the first step, after `steps` of earlier processes. */
  onStart?(event: { readonly totalSteps: number }): void | Promise<void>;
  onStep?(event: StepEvent): void | Promise<void>;
  onValidationBatch?(event: { readonly batch: number; readonly batches: number }): void | Promise<void>;
  /**
   * Its files are there before the checkpoint is: whatever is lost is made again from the checkpoint before.
   *
   * @returns 'stop' to end the training with this epoch
   */
  onEpoch?(event: EpochEvent): void | 'stop' | Promise<void | 'stop'>;
  /** When the training ends, however it does. */
  onEnd?(): void | Promise<void>;
}
