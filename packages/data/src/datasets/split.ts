/** Which part of a dataset: what a model learns from, or what it is judged on. */
export type Split = 'train' | 'test';
