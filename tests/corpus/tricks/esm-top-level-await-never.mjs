await new Promise(() => {})
export function handle(data) {}
