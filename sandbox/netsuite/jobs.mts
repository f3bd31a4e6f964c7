import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { errorAnswer, NetsuiteError, nonexistent, userError } from './errors.mts';
import { changeItem, findItem } from './records.mts';
import type { Shop } from './shop.mts';

const mostRecords = 100;
/** From the request until the processor comes to it, and how long it takes for each record. */
const queueMs = 2_000;
const recordMs = 20;

type Values = Record<string, unknown>;

interface Task {
	id: string;
	given: Values;
	result?: FakeAnswer;
}

interface Job {
	id: string;
	type: string;
	validation: string | undefined;
	/** Infinity: never. */
	begins: number;
	/** Every task ends in an error. */
	isBroken: boolean;
	tasks: Task[];
}

/** Changes of many records that are worked off later, each for itself (netsuite sheet, section 5). */
export class Jobs {
	readonly #shop: Shop;
	readonly #world: World;
	readonly #jobs = new Map<string, Job>();
	readonly #byKey = new Map<string, string>();

	constructor(shop: Shop, world: World) {
		this.#shop = shop;
		this.#world = world;
	}

	get #base(): string {
		return `${this.#world.baseUrl('netsuite')}/services/rest/async/v1/job`;
	}

	create(type: string, request: FakeRequest, given: Values): FakeAnswer {
		const contentType = request.headers['content-type'] ?? '';
		if (request.headers['prefer'] !== 'respond-async') {
			throw new NetsuiteError(
				400,
				'INVALID_HEADER',
				"Operations on several records must be sent with 'Prefer: respond-async'.",
				{ 'o:errorHeader': 'Prefer' },
			);
		}
		if (!/^application\/vnd\.oracle\.resource\+json;\s*type=collection$/.test(contentType)) {
			throw new NetsuiteError(400, 'INVALID_HEADER', 'Invalid content type.', {
				'o:errorHeader': 'Content-Type',
			});
		}
		const items = Array.isArray(given['items']) ? (given['items'] as Values[]) : [];
		if (items.length === 0 || items.length > mostRecords) {
			throw userError(`The number of records must be between 1 and ${mostRecords}.`);
		}
		const key = request.headers['x-netsuite-idempotency-key'];
		const known = key && this.#byKey.get(key);
		const id = known || String(this.#jobs.size + 1);
		if (!known) {
			if (key) this.#byKey.set(key, id);
			this.#jobs.set(id, {
				id,
				type,
				validation: request.headers['x-netsuite-propertynamevalidation'],
				begins: this.#world.befalls?.('netsuite', 'workStuck')
					? Infinity
					: this.#world.clock.now() + queueMs * this.#world.delayFactor,
				isBroken: this.#world.befalls?.('netsuite', 'workFailed') ?? false,
				tasks: items.map((one, i) => ({ id: String(i + 1), given: one })),
			});
		}
		return {
			status: 202,
			headers: {
				'preference-applied': 'respond-async',
				location: `/services/rest/async/v1/job/${id}`,
			},
		};
	}

	/** What is due is carried out. */
	advance(): void {
		const now = this.#world.clock.now();
		for (const job of this.#jobs.values()) {
			job.tasks.forEach((task, i) => {
				const due = job.begins + (i + 1) * recordMs * this.#world.delayFactor;
				if (!task.result && due <= now) task.result = this.#work(job, task);
			});
		}
	}

	#work({ type, validation, isBroken }: Job, { given: { id, ...values } }: Task): FakeAnswer {
		try {
			if (isBroken || this.#world.befalls?.('netsuite', 'itemRefused'))
				throw userError('The record has been changed by a script of the account.');
			changeItem(this.#shop, findItem(this.#shop, type, String(id)), values, validation);
			return { status: 204 };
		} catch (error) {
			if (!(error instanceof NetsuiteError)) throw error;
			return errorAnswer(error);
		}
	}

	view(id: string): Values {
		const { tasks } = this.#find(id);
		const done = tasks.filter(({ result }) => result);
		const failed = done.some(({ result }) => result?.status !== 204);
		const completed = done.length === tasks.length;
		const progress =
			done.length === 0 ? 'pending' : !completed ? 'processing' : failed ? 'failed' : 'succeeded';
		return {
			links: [{ rel: 'self', href: `${this.#base}/${id}` }],
			completed,
			id,
			progress,
			task: { links: [{ rel: 'self', href: `${this.#base}/${id}/task` }] },
		};
	}

	viewTasks(id: string): Values {
		const { tasks } = this.#find(id);
		const href = (task: string): string => `${this.#base}/${id}/task/${task}`;
		return {
			links: [{ rel: 'self', href: `${this.#base}/${id}/task` }],
			items: tasks.map((task) => ({ links: [{ rel: 'self', href: href(task.id) }] })),
			totalResults: tasks.length,
		};
	}

	result(id: string, taskId: string): FakeAnswer {
		const task = this.#find(id).tasks.find((one) => one.id === taskId);
		if (!task?.result) throw nonexistent();
		return task.result;
	}

	#find(id: string): Job {
		const job = this.#jobs.get(id);
		if (!job) throw nonexistent();
		return job;
	}
}
