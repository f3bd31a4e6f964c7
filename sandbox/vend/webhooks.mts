import type { FakeAnswer, World } from '../fake.mts';
import { refusal } from './access.mts';
import { notFound } from './products.mts';

export interface Hook {
	id: string;
	type: string;
	url: string;
	active: boolean;
}

type Json = Record<string, unknown>;

const TYPES = [
	'sale.update',
	'product.update',
	'customer.update',
	'inventory.update',
	'register_closure.create',
	'consignment.send',
	'consignment.receive',
];
const RETAILER = '0af7b240-0000-4000-7000-000000000001';
const FIRST_MS = 500;
/** Twenty tries over two days, each pause longer than the one before (vend sheet, section 10). */
const RETRY_MS = Array.from({ length: 19 }, (_, i) => 14_000 * 1.6 ** i);

/** Hooks of a personal token: nothing of them is signed. */
export class Webhooks {
	readonly all = new Map<string, Hook>();
	readonly #world: World;
	#made = 0;

	constructor(world: World) {
		this.#world = world;
	}

	/** A form with the object as text, in the shape of the first API (vend sheet, section 10). */
	announce(type: string, payload: Json): void {
		const form = new URLSearchParams({
			payload: JSON.stringify(payload),
			domain_prefix: 'acrylics',
			environment: 'prod',
		});
		for (const hook of this.all.values())
			if (hook.type === type && hook.active) void this.#keepSending(hook, form.toString());
	}

	async #keepSending(hook: Hook, body: string): Promise<void> {
		const { clock, delayFactor, deliver } = this.#world;
		for (const wait of [FIRST_MS, ...RETRY_MS]) {
			await clock.sleep(wait * delayFactor);
			if (!this.all.has(hook.id) || !hook.active) return;
			const status = await deliver({
				url: hook.url,
				method: 'POST',
				headers: {
					'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
					'user-agent': 'Vend-Webhooks/1.0',
				},
				body,
			});
			if (status >= 200 && status < 300) return;
		}
	}

	list(): FakeAnswer {
		return { status: 200, body: { data: [...this.all.values()].map(view) } };
	}

	create(body: unknown): FakeAnswer {
		const wanted = this.#check(body);
		if ('status' in wanted) return wanted;
		const taken = [...this.all.values()].some(
			({ type, url }) => type === wanted.type && url === wanted.url,
		);
		if (taken) return { status: 409, body: { error: 'A webhook with this type and url exists' } };
		this.#made += 1;
		const id = `0af7b240-0000-4000-a000-${this.#made.toString(16).padStart(12, '0')}`;
		this.all.set(id, { id, ...wanted });
		return { status: 201, body: { data: view({ id, ...wanted }) } };
	}

	read(id: string): FakeAnswer {
		const hook = this.all.get(id);
		return hook ? { status: 200, body: { data: view(hook) } } : notFound();
	}

	/** All fields are required, as when it is made. */
	update(id: string, body: unknown): FakeAnswer {
		const hook = this.all.get(id);
		if (!hook) return notFound();
		const wanted = this.#check(body);
		if ('status' in wanted) return wanted;
		return { status: 200, body: { data: view(Object.assign(hook, wanted)) } };
	}

	delete(id: string): FakeAnswer {
		return this.all.delete(id) ? { status: 200 } : notFound();
	}

	#check(body: unknown): Omit<Hook, 'id'> | FakeAnswer {
		const { active, type, url } = (body ?? {}) as Json;
		const isUrl = typeof url === 'string' && URL.canParse(url);
		if (typeof active !== 'boolean' || !TYPES.includes(String(type)) || !isUrl)
			return refusal(422, 'Unprocessable Entity', 'active, type and url are required');
		return { active, type: String(type), url: String(url) };
	}
}

const view = (hook: Hook) => ({ ...hook, retailer_id: RETAILER });
