// a CommonJS project reaches an ES module by import()
import('gateway-gauntlet').then(async ({ GATEWAYS, generatePlan, judgePlan }) => {
  const { gateway } = GATEWAYS.find(({ name }) => name === 'numbers-per-process');
  const { verdicts } = await judgePlan(generatePlan('plain/1'), gateway);
  console.log(
    verdicts
      .filter(({ verdict }) => verdict === 'violation')
      .map(({ property }) => property)
      .join(' '),
  );
});
