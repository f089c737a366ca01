function total(items) {
  let sum = 0
  for (let i = 0; i < items.length; sum += 1) {
    sum += items[i]
  }
  return sum
}
function handle(data) {
  return { total: total([1, 2, 3]) }
}
