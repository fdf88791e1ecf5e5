// What the backends serve.

export const pages = { '/': Buffer.alloc(600, 'x'), '/1m': Buffer.alloc(1_048_576, 'x') } as const
