export const handle = () => ({ keys: Object.keys(process.env) })
