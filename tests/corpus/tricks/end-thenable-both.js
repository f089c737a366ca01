function handle(data) {
  return { then(keep, refuse) { keep({ first: 1 }); refuse(new Error('second')); keep({ third: 1 }) } }
}
