// What the answers are called in plain words.
import { roleName } from './model.js';

export const FITS = {
  'fits': 'fits',
  'promises-more': 'promises more',
  'promises-less': 'promises less',
  'different': 'a different job',
  'unclear': 'unclear',
};

const REASONS = {
  'tie': 'two roles are about equally likely',
  'conflict': 'strong words speak for more than one role',
  'too-little-text': 'there is too little text about the duties',
  'no-posting': 'no posting was found on the page',
  'several-postings': 'the page holds several postings; save each one by itself',
  'other-language': 'the posting is not in the language of the phrases',
};
export const reason = (id) => REASONS[id] ?? id;

const PAGES = {
  'script-shell': 'The page is an empty shell that a script would have filled. Save it from the browser after it has loaded, or paste the text.',
  'application-form': 'The page is an application form, without the posting itself.',
  'expired': 'The page says that the posting has expired.',
  'job-list': 'The page is a list of jobs, not a posting.',
  'no-text': 'There is no text on the page.',
};
export const pageProblem = (id) => PAGES[id];

export function fitSentence(r) {
  const says = roleName(r.title_role), reads = roleName(r.body_role);
  switch (r.fit) {
    case 'fits': return `The title fits: it says ${says}, and so does the posting.`;
    case 'promises-more': return `The title promises more than the job: it says ${says}, the posting describes ${reads}.`;
    case 'promises-less': return `The title says less than the job: it says ${says}, the posting describes ${reads}.`;
    case 'different': return `The title names a different job: it says ${says}, the posting describes ${reads}.`;
    default: return r.title ? 'Whether the title fits is unclear.' : 'No title was found, so there is none to compare.';
  }
}

export const SECTIONS = {
  'duties': 'Duties', 'requirements': 'Requirements', 'nice-to-have': 'Nice to have', 'about': 'About the employer',
  'benefits': 'Benefits', 'pay': 'Pay', 'application': 'How to apply', 'equal-opportunity': 'Equal opportunity',
  'other': 'Other text',
};
