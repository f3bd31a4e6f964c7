import { setTimeout as sleep } from 'node:timers/promises';
import type { ShelfItem } from '../../sandbox/fake.mts';
import { createSandbox } from '../../sandbox/sandbox.mts';
import type { Execution } from '../../scripts/n8n/executions.mts';
import { freePort } from '../../scripts/n8n/ports.mts';
import { openStage } from '../../scripts/n8n/stage.mts';
import type { Stage } from '../../scripts/n8n/stage.mts';
import { createProgress } from '../../scripts/progress.mts';
import { Post } from './post.mts';

/** What the tests share: one n8n, one sandbox, for all of them. */
export interface World extends Stage {
	post: Post;
	/** A line of a storefront as a customer sees it. */
	shelf(slug: string, sku: string): ShelfItem;
	/** The whole stock of a SKU is bought at one shop. */
	sellOut(slug: string, sku: string): void;
}

/** A result row of Acrylic Delist. */
export interface Row {
	sku: string;
	channel: string;
	outcome: string;
	changed: boolean;
	confirmed: boolean;
	message: string;
	restore: string;
}

export const channels: readonly string[] = [...createSandbox().fakes.keys()].sort();

export async function openWorld(): Promise<World> {
	const post = new Post();
	const stage = await openStage({
		name: 'e2e',
		fresh: true,
		n8nPort: await freePort(),
		sandboxPort: 0,
		sandbox: { deliver: post.deliver },
		progress: createProgress(true),
	});
	const { fakes } = stage.sandbox.sandbox;
	const fakeOf = (slug: string) => {
		const fake = fakes.get(slug);
		if (!fake) throw new Error(`There is no fake "${slug}".`);
		return fake;
	};
	const shelf = (slug: string, sku: string): ShelfItem => {
		const item = fakeOf(slug)
			.shelf()
			.find((one) => one.sku === sku);
		if (!item) throw new Error(`${slug} has no ${sku}.`);
		return item;
	};
	return {
		...stage,
		post,
		shelf,
		sellOut: (slug, sku) => fakeOf(slug).seller.sell(sku, shelf(slug, sku).quantity ?? 0),
	};
}

export function rowsOf({ nodes }: Execution, node: string): Row[] {
	return (nodes[node] ?? []).flat().map(({ json }) => json as unknown as Row);
}

export async function until<T>(what: string, look: () => T | undefined): Promise<T> {
	const deadline = Date.now() + 60_000;
	for (;;) {
		const found = look();
		if (found !== undefined) return found;
		if (Date.now() > deadline) throw new Error(`Waited a minute in vain for ${what}.`);
		await sleep(50);
	}
}
