import { isRequired, MagentoError } from './errors.mts';
import type { Shop } from './shop.mts';

interface Operation {
	id: number;
	status: number;
	result_message: string | null;
	error_code: number | null;
	run: () => void;
}

interface Bulk {
	due: number;
	begun: number;
	topic: string;
	operations: Operation[];
}

const complete = 1;
const failedForGood = 3;
const open = 4;
const queueMs = 3_000;

/** The queue behind /async/bulk: taken at once, carried out by consumers later (sheet, section 5). */
export class BulkQueue {
	readonly #shop: Shop;
	readonly #bulks = new Map<string, Bulk>();

	constructor(shop: Shop) {
		this.#shop = shop;
	}

	put(
		body: unknown,
		member: string,
		topic: string,
		run: (part: unknown) => void,
	): Record<string, unknown> {
		if (!Array.isArray(body)) throw isRequired(member);
		const uuid = this.#uuid();
		const { now } = this.#shop.world.clock;
		const operations = body.map((part: unknown, id) => ({
			id,
			status: open,
			result_message: null,
			error_code: null,
			run: () => {
				if (isBroken || befalls?.('magento', 'itemRefused')) throw notSaved();
				run(part);
			},
		}));
		const { befalls } = this.#shop.world;
		const isStuck = befalls?.('magento', 'workStuck') ?? false;
		const isBroken = befalls?.('magento', 'workFailed') ?? false;
		const due = isStuck ? Infinity : now() + queueMs * this.#shop.world.delayFactor;
		this.#bulks.set(uuid, { due, begun: now(), topic, operations });
		return {
			bulk_uuid: uuid,
			request_items: operations.map(({ id }) => ({
				id,
				data_hash: this.#hex(64),
				status: 'accepted',
			})),
			errors: false,
		};
	}

	/** What is due by now is done. */
	advance(): void {
		if (!this.#shop.options.consumers) return;
		for (const { due, operations, topic } of this.#bulks.values()) {
			if (due > this.#shop.world.clock.now()) continue;
			for (const operation of operations.filter(({ status }) => status === open))
				carryOut(operation, topic);
		}
	}

	status(uuid: string): Record<string, unknown> {
		const bulk = this.#bulks.get(uuid);
		if (!bulk) throw new MagentoError(404, 'Bulk uuid %bulkUuid not exist', { bulkUuid: uuid });
		return {
			operations_list: bulk.operations.map(({ id, status, result_message, error_code }) => ({
				id,
				status,
				result_message,
				error_code,
			})),
			user_type: 1,
			bulk_id: uuid,
			description: `Topic ${bulk.topic}`,
			start_time: new Date(bulk.begun).toISOString().slice(0, 19).replace('T', ' '),
			user_id: 3,
			operation_count: bulk.operations.length,
		};
	}

	#hex(length: number): string {
		return Array.from({ length }, () =>
			Math.floor(this.#shop.world.random() * 16).toString(16),
		).join('');
	}

	#uuid(): string {
		return [8, 4, 4, 4, 12].map((length) => this.#hex(length)).join('-');
	}
}

const notSaved = (): MagentoError =>
	new MagentoError(400, 'The product was unable to be saved. Please try again.');

function carryOut(operation: Operation, topic: string): void {
	try {
		operation.run();
		operation.status = complete;
		operation.result_message = `Service execution success ${topic}`;
	} catch (error) {
		if (!(error instanceof MagentoError)) throw error;
		operation.status = failedForGood;
		operation.error_code = 0;
		operation.result_message = error.message.replace(
			'%1',
			String((error.parameters as unknown[] | undefined)?.[0] ?? ''),
		);
	}
}
