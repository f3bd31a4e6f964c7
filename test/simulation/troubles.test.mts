// Every trouble that a fake says it can get into is got into, and the run tells of it item by item.
import { expect, it } from 'vitest';

import type { Trouble } from '../../sandbox/fake.mts';
import { skusOfCrowd, type Schedule } from './schedule.mts';
import { faultsOf, Products, slugs, World } from './world.mts';
import { Workflow } from './workflow.mts';

/** Feeds, files and jobs are for more than a channel takes one by one. */
const CROWD = 104;
const TROUBLES: readonly Trouble[] = ['itemRefused', 'workStuck', 'workFailed'];
const products = new Products();

const ways = slugs.flatMap((slug) =>
	TROUBLES.filter((trouble) => faultsOf.get(slug)!.includes(trouble)).map(
		(trouble) => [slug, trouble] as const,
	),
);

it('is known to the platforms that take several items at once', () => {
	expect(ways.length).toBeGreaterThan(15);
});

it.each(ways)('%s, %s', async (slug, trouble) => {
	const crowd = trouble === 'itemRefused' && slug !== 'netsuite' ? 0 : CROWD;
	const schedule: Schedule = {
		seed: 0,
		platforms: [slug],
		skus: [],
		hidden: [],
		empty: [],
		// Only flags go into the jobs of Magento and NetSuite.
		ways: crowd > 0 || slug === 'bigcommerce' ? { [slug]: 'hide' } : {},
		takesAll: true,
		crowd,
		zone: 'UTC',
		onEve: false,
		skewMs: 0,
		steps: [],
		network: { lost: 0, doubled: 0, late: 0 },
	};
	const world = new World(schedule, products);
	try {
		world.sandbox.faults.add({ slug, kind: trouble, after: 0, times: 1 });
		const skus = crowd > 0 ? skusOfCrowd(CROWD) : ['ACR-FL-QMAG-30', 'ACR-GEL-MATT-500'];
		const rows = await world.clock.run(new Workflow(world).takeOff(skus));
		expect(world.struck()).toEqual({ [trouble]: 1 });
		expect(rows).toHaveLength(skus.length);
		expect(world.violations).toEqual([]);
	} finally {
		world.close();
	}
});
