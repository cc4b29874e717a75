import { Bm25Index } from '../language/bm25.js';
import { type Language, languageOf } from '../language/language.js';
import { type TermCounts, indexTerms } from '../language/terms.js';
import { type KnowledgeSource, readKnowledgeFolder } from './knowledge-folder.js';
import { readMarkdown } from './markdown.js';

/** A piece of knowledge that can be given as an answer. */
export interface Passage {
  /** The document's. */
  readonly title: string;
  readonly text: string;
  readonly language: Language;
}

export interface KnowledgeDocument {
  readonly title: string;
  readonly language: Language;
  /** All its headings, for finding the document as a whole. */
  readonly headings: readonly string[];
}

/** What the local agent knows: documents cut into passages and indexed once, at start. */
export class KnowledgeBase {
  readonly documents: readonly KnowledgeDocument[];
  readonly passages: readonly Passage[];
  /** The terms of title, headings and keywords, by the number of the passage. */
  readonly topics: readonly TermCounts[];
  /** The terms of the documents' titles. */
  readonly subjects: ReadonlySet<string>;
  /** Over `passages`, by their number. */
  readonly index: Bm25Index;

  constructor(sources: readonly KnowledgeSource[]) {
    const read = sources.map((source) => ({ source, ...readMarkdown(source.markdown) }));
    const documents: KnowledgeDocument[] = [];
    const passages: (Passage & { readonly topic: string })[] = [];
    for (const { source, title = source.name, sections } of read) {
      const language = languageOf(sections.map(({ text }) => text).join('\n'));
      documents.push({
        title,
        language,
        headings: [...new Set(sections.flatMap(({ headings }) => headings))],
      });
      for (const { headings, keywords, text } of sections) {
        passages.push({ title, text, language, topic: [title, ...headings, keywords].join('\n') });
      }
    }
    this.documents = documents;
    this.passages = passages.map(({ title, text, language }) => ({ title, text, language }));
    this.topics = passages.map(({ topic }) => indexTerms(topic));
    this.subjects = new Set(indexTerms(documents.map(({ title }) => title).join('\n')).keys());
    // What a passage is about counts twice against what it mentions.
    this.index = new Bm25Index(passages.map(({ topic, text }) => indexTerms(`${topic}\n${topic}\n${text}`)));
  }

  /**
   * Reads every Markdown file of a folder; a folder that does not exist is an empty knowledge base.
   * @throws KnowledgeError when a file cannot be read, is no UTF-8 or is too large
   */
  static async load(folder: string): Promise<KnowledgeBase> {
    return new KnowledgeBase(await readKnowledgeFolder(folder));
  }
}
