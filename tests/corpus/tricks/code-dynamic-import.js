async function handle(data) {
  const { sep } = await import('path')
  return { sep: typeof sep }
}
