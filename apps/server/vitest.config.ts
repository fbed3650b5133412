import { defineProject, mergeConfig } from 'vitest/config';
import shared from '../../tools/config/vitest.ts';

export default mergeConfig(shared, defineProject({ test: { include: ['page/**/*.test.ts'] } }));
