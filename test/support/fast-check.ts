import { configureGlobal } from 'fast-check';

/** Every run tries the same samples; `FC_SEED=…` tries others. A failure prints what replays it. */
configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20_260_302) });
