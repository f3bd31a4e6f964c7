import { createHmac } from 'node:crypto';
import type { World } from '../fake.mts';
import { companyId } from './access.mts';

export const verifierToken = 'b4a7c2d0-5e13-4f68-9a21-7c0d3e8f6b15';

/** Events are gathered for one, three or five minutes, as the app is set. */
const gatherMs = 60_000;
/** Growing, over minutes to hours; the steps are not documented (quickbooks-commerce sheet, section 10). */
const retryMinutes = [1, 5, 20, 60, 240];

interface Event {
	entity: string;
	id: string;
	operation: 'created' | 'updated' | 'deleted' | 'merged';
	at: string;
	company: string;
}

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
const legacyOperation = {
	created: 'Create',
	updated: 'Update',
	deleted: 'Delete',
	merged: 'Merge',
};

/** The webhook of the app, entered in the developer portal; it tells what changed in any of the app's companies. */
export class Webhooks {
	readonly #world: World;
	#url: string | undefined;
	#waiting: Event[] = [];
	#sent = 0;
	/** The form before the CloudEvents. */
	legacy = false;
	contentType = 'application/cloudevents+json; charset=UTF-8';
	/** Whether a count that a document or an adjustment moves is news of the item: not confirmed. */
	itemEventsOnStock = true;

	constructor(world: World) {
		this.#world = world;
	}

	/** Switched off by QuickBooks itself after a long failure. */
	get active(): boolean {
		return this.#url !== undefined;
	}

	enter(url: string): void {
		this.#url = url;
	}

	note(entity: string, id: string, operation: Event['operation'], company = companyId): void {
		if (this.#url === undefined) return;
		const at = new Date(this.#world.clock.now()).toISOString();
		this.#waiting.push({ entity, id, operation, at, company });
		if (this.#waiting.length === 1) void this.#gather();
	}

	async #gather(): Promise<void> {
		await this.#world.clock.sleep(gatherMs * this.#world.delayFactor);
		const events = this.#waiting;
		this.#waiting = [];
		const body = JSON.stringify(this.legacy ? legacyForm(events) : events.map(this.#cloudEvent));
		for (const minutes of [0, ...retryMinutes]) {
			await this.#world.clock.sleep(minutes * 60_000 * this.#world.delayFactor);
			const url = this.#url;
			if (url === undefined) return;
			const status = await this.#world.deliver({
				url,
				method: 'POST',
				headers: {
					'Content-Type': this.legacy ? 'application/json' : this.contentType,
					'intuit-signature': createHmac('sha256', verifierToken).update(body).digest('base64'),
					'intuit-notification-schema-version': this.legacy ? '1.0' : '2.0',
				},
				body,
			});
			if (status === 200) return;
		}
		this.#url = undefined;
	}

	readonly #cloudEvent = ({ entity, id, operation, at, company }: Event) => ({
		specversion: '1.0',
		id: `88cd52aa-33b6-4351-9aa4-${String((this.#sent += 1)).padStart(12, '0')}`,
		source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
		type: `qbo.${entity.toLowerCase()}.${operation}.v1`,
		datacontenttype: 'application/json',
		time: at,
		intuitentityid: id,
		intuitaccountid: company,
		data: {},
	});
}

const legacyForm = (events: readonly Event[]) => ({
	eventNotifications: [...Map.groupBy(events, ({ company }) => company)].map(
		([realmId, entities]) => ({
			realmId,
			dataChangeEvent: {
				entities: entities.map(({ entity, id, operation, at }) => ({
					name: capital(entity),
					id,
					operation: legacyOperation[operation],
					lastUpdated: at,
				})),
			},
		}),
	),
});
