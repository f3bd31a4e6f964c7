import type { World } from '../fake.mts';
import { project } from './access.mts';
import { signed } from './signing.mts';

export type EventName =
	| 'sales_order_save_commit_after'
	| 'catalog_product_save_commit_after'
	| 'cataloginventory_stock_item_save_commit_after';

export interface Registration {
	url: string;
	status: 'Active' | 'Disabled';
	tried: Promise<void>;
}

const DAY_MS = 86_400_000;
const FIRST_WAIT_MS = 60_000;

/** Adobe's I/O Events: registered by hand in the Developer Console, delivered at least once (magento sheet, section 10). */
export class Events {
	readonly registrations: Registration[] = [];
	readonly #world: World;

	constructor(world: World) {
		this.#world = world;
	}

	/** Adobe tries the address before it is taken; what it answers is checked by its status only. */
	register(url: string): Registration {
		const registration: Registration = {
			url,
			status: 'Disabled',
			tried: this.#try(url).then((answered) => {
				if (answered === 200) registration.status = 'Active';
			}),
		};
		this.registrations.push(registration);
		return registration;
	}

	async #try(url: string): Promise<number> {
		return await this.#world.deliver({
			url: `${url}?challenge=${this.#uuid()}`,
			method: 'GET',
			headers: {},
			body: '',
		});
	}

	emit(name: EventName, value: object): void {
		if (this.registrations.length === 0) return;
		const id = this.#uuid();
		const body = JSON.stringify({
			specversion: '1.0',
			id,
			source: 'urn:uuid:4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f',
			type: `com.adobe.commerce.observer.${name}`,
			datacontenttype: 'application/json',
			time: new Date(this.#world.clock.now()).toISOString(),
			eventid: this.#uuid(),
			data: { key: this.#uuid(), value, _metadata: { commerceEdition: 'Adobe Commerce' } },
			recipientclientid: project.clientId,
		});
		for (const one of this.registrations) void this.#keepSending(one, body);
	}

	/** Longer and longer apart for a day; then nothing more is sent until somebody looks after it. */
	async #keepSending(registration: Registration, body: string): Promise<void> {
		await registration.tried;
		const begun = this.#world.clock.now();
		const life = DAY_MS * this.#world.delayFactor;
		for (let wait = 0; ; wait = wait ? wait * 2 : FIRST_WAIT_MS) {
			const pause = Math.max(500, wait) * this.#world.delayFactor;
			if (this.#world.clock.now() + pause > begun + life) break;
			await this.#world.clock.sleep(pause);
			if (registration.status !== 'Active' || !this.registrations.includes(registration)) return;
			const { url } = registration;
			const headers = signed(body);
			const status = await this.#world.deliver({ url, method: 'POST', headers, body });
			if (status >= 200 && status < 300) return;
		}
		registration.status = 'Disabled';
	}

	#uuid(): string {
		const hex = (length: number) =>
			Array.from({ length }, () => Math.floor(this.#world.random() * 16).toString(16)).join('');
		return [8, 4, 4, 4, 12].map(hex).join('-');
	}
}
