/** Makes imports of our packages find their source: `node --conditions=@resnext/source` for this process. */
export const resolve = (specifier, context, next) =>
  next(specifier, { ...context, conditions: [...context.conditions, '@resnext/source'] });
