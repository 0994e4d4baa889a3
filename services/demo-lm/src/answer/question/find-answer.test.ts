import { describe, expect, test } from '@jest/globals';
import { CORPUS } from '../../search/corpus.ts';
import { SearchIndex } from '../../search/search-index.ts';
import { readPassages } from '../sentences.ts';
import { findAnswer } from './find-answer.ts';
import { readQuestion } from './question.ts';

const index = new SearchIndex(CORPUS);
const weight = (term: string) => index.weight(term);

function answer(question: string, passages: readonly string[]): string | undefined {
  return findAnswer(readQuestion(question), readPassages(passages), weight).finding?.answer;
}

function ask(question: string): string | undefined {
  return answer(question, index.search(question, 3).map((hit) => hit.text));
}

describe('with the three passages that the search finds', () => {
  test.each([
    ['What is the capital of France?', 'Paris'],
    ["What's the capital of Japan?", 'Tokyo'],
    ['what is the capital of germany', 'Berlin'],
    ['Which city is the capital of Australia?', 'Canberra'],
    ['What is the capital city of Brazil?', 'Brasília'],
    ['Name the capital of Canada.', 'Ottawa'],
    ['Who wrote Hamlet?', 'William Shakespeare'],
    ['Who is the author of Pride and Prejudice?', 'Jane Austen'],
    ['Who painted the Mona Lisa?', 'Leonardo da Vinci'],
    ['Who discovered penicillin?', 'Alexander Fleming'],
    ['Who discovered radium?', 'Marie Curie'],
    ['Who invented the telephone?', 'Alexander Graham Bell'],
    ['Who invented the World Wide Web?', 'Tim Berners-Lee'],
    ['Who was the first person to walk on the Moon?', 'Neil Armstrong'],
    ['Who was the first president of the United States?', 'George Washington'],
    ['Who led the first expedition to reach the South Pole?', 'Roald Amundsen'],
    ['Who created Python?', 'Guido van Rossum'],
    ['Who created JavaScript?', 'Brendan Eich'],
    ['Who shot Abraham Lincoln?', 'John Wilkes Booth'],
    ['Who designed the Sydney Opera House?', 'Jørn Utzon'],
    ['Who composed Swan Lake?', 'Pyotr Ilyich Tchaikovsky'],
    ['Who were the members of the Beatles?', 'John Lennon, Paul McCartney, George Harrison and Ringo Starr'],
    ['Who was Ada Lovelace?', 'Ada Lovelace (1815–1852) published the first algorithm meant for a machine, the Analytical Engine of Charles Babbage.'],
    ['Who is Stephen Hawking?', 'an English physicist who wrote A Brief History of Time'],
    ['When did World War II end?', '1945'],
    ['When did World War I begin?', '1914'],
    ['When was Albert Einstein born?', '1879'],
    ['When did Marie Curie die?', '1934'],
    ['In what year was Pride and Prejudice published?', '1813'],
    ['When did the Berlin Wall fall?', '9 November 1989'],
    ['When did the Titanic sink?', '15 April 1912'],
    ["When was DNA's double helix described?", '1953'],
    ['When was the Battle of Hastings?', '14 October 1066'],
    ['When was Git created?', '2005'],
    ['When was the United Nations founded?', '24 October 1945'],
    ['Where is Machu Picchu?', 'the Andes of Peru'],
    ['Where was Albert Einstein born?', 'Ulm, Germany'],
    ['Where does the Mona Lisa hang?', 'the Louvre'],
    ['Where is Mount Kilimanjaro?', 'Africa'],
    ['Where are the headquarters of NATO?', 'Brussels'],
    ['Where is CERN?', 'Geneva'],
    ['How many planets are in the Solar System?', 'eight'],
    ['How many bones does an adult human have?', '206'],
    ['How many moons does Mars have?', 'two'],
    ['How many keys does a piano have?', '88'],
    ['How many time zones does Russia have?', 'eleven'],
    ['How many states are in the United States?', 'fifty'],
    ['How tall is Mount Everest?', '8,849 metres'],
    ['How tall is the Eiffel Tower?', '330 metres'],
    ['How long is the Nile?', '6,650 kilometres'],
    ['How long is a marathon?', '42.195 kilometres'],
    ['How many hearts does an octopus have?', 'three'],
    ['How far away is the Moon?', '384,400 kilometres'],
    ['What is the largest planet of the Solar System?', 'Jupiter'],
    ['What is the smallest country in the world?', 'Vatican City'],
    ['What is the highest mountain in Africa?', 'Kilimanjaro'],
    ['What is the tallest building in the world?', 'Burj Khalifa'],
    ['What is the longest river in Asia?', 'Yangtze'],
    ['What is the fastest land animal?', 'Cheetah'],
    ['What is the deepest lake in the world?', 'Lake Baikal'],
    ['What is the official language of Brazil?', 'Portuguese'],
    ['What language is spoken in Egypt?', 'Arabic'],
    ['What is the currency of Japan?', 'yen'],
    ['What are the official languages of Canada?', 'English and French'],
    ['What is the chemical symbol for gold?', 'Au'],
    ['What is the atomic number of oxygen?', '8'],
    ['What is the speed of light?', '299,792,458 metres per second'],
    ['Which river flows through Paris?', 'River Seine'],
    ['Which planet is known for its rings?', 'Saturn'],
    ['Which element has the symbol Hg?', 'Mercury'],
    ['What did Alexander Fleming discover?', 'Penicillin'],
    ['What did Marie Curie discover?', 'polonium and radium'],
    ['What is OpenTelemetry?', 'an open standard for collecting traces, metrics and logs'],
    ['What is photosynthesis?', 'the process by which plants, algae and some bacteria turn light, water and carbon dioxide into sugars and oxygen'],
    ['What is DSPy?', 'a framework for programming language models rather than prompting them'],
    ['What is a span in a trace?', 'one operation within a trace, with a name, a start, an end, attributes and a parent'],
    ['What is a span?', 'one operation within a trace, with a name, a start, an end, attributes and a parent'],
    ['What port does OTLP use for gRPC?', '4317'],
    ['Who developed DSPy?', 'Omar Khattab'],
    ['What is BM25?', "a ranking function that scores a document by the frequency and rarity of the query's words in it"],
    ['Is Paris the capital of France?', 'Yes'],
    ['Is Paris the capital of Germany?', 'No'],
    ['Was Hamlet written by William Shakespeare?', 'Yes'],
    ['Why is Mars called the red planet?', 'Mars is the fourth planet from the Sun, called the red planet for the iron oxide on its surface.'],
    ['What is the name of the largest moon of Saturn?', 'Titan'],
    ['Where was Napoleon born?', 'Corsica'],
    ['What does HTTP status code 404 mean?', 'Status code 404 means that a resource was not found.'],
    ['Which country gave the Statue of Liberty to the United States?', 'France'],
    ['What is the largest island in the world?', 'Greenland'],
    ['What is the boiling point of water?', '100 degrees Celsius'],
    ['Who wrote The Lord of the Rings?', 'J. R. R. Tolkien'],
    ['How deep is Lake Baikal?', '1,640 metres'],
    ['What is the tallest mountain on Earth?', 'Mount Everest'],
    ['Who proposed natural selection?', 'Charles Darwin and Alfred Russel Wallace'],
    ['Who conquered Constantinople?', 'Ottomans'],
    ['What is Python named after?', 'Monty Python'],
    ['Which company developed TypeScript?', 'Microsoft'],
    ['Which sea does the Rhine flow into?', 'North Sea'],
    ['who wrote war and peace', 'Leo Tolstoy'],
    ['capital of Norway', 'Oslo'],
    ['Who was the teacher of Alexander the Great?', 'Aristotle'],
    ['How many World Cups has Brazil won?', 'five'],
    ['Did Einstein win the Nobel Prize?', 'Yes'],
    ['Does the Danube flow through ten countries?', 'Yes'],
  ])('%s %s', (question, expected) => {
    expect(ask(question)).toBe(expected);
  });

  test.each([
    'What is the capital of Atlantis?',
    'Who won the 2031 World Cup?',
    'What is the population of Narnia?',
    'How many moons does Krypton have?',
    'When was the first iPhone released?',
    'Who founded Microsoft?',
    'What is the melting point of tungsten?',
  ])('%s is not answered by what is near to it', (question) => {
    expect(ask(question)).toBeUndefined();
  });
});

describe('with passages of all sorts', () => {
  test.each<[string, string[], string | undefined]>([
    ['What is the capital of France?', ['Paris | Paris is the capital and most populous city of France.'], 'Paris'],
    ['What is the capital of France?', ['The capital of France is Paris.'], 'Paris'],
    ['What is the capital of France?', ['France | France is a country; its capital is Paris, on the Seine.'], 'Paris'],
    ['What is the capital of France?', ['Lyon | Lyon is a large city of France.', 'Berlin | Berlin is the capital of Germany.'], undefined],
    ['Who chairs the board?', ['The board is chaired by Ana María López. It meets in May.'], 'Ana María López'],
    ['When does the office close?', ['The office opens at nine.', 'The office will close on 24 December 2024 for repairs.'], '24 December 2024'],
    ['How many people work at Acme?', ['Acme | Acme was founded in 1999. It has 350 people at work in two offices.'], '350 people'],
    ['What is the warranty?', [], undefined],
    ['What is a trace in OpenTelemetry?', ['Trace | A trace is the record of one request.', 'A span is a part of a trace in OpenTelemetry.'], 'the record of one request'],
    ['', ['Paris | Paris is the capital of France.'], undefined],
  ])('%s %j → %s', (question, passages, expected) => {
    expect(answer(question, passages)).toBe(expected);
  });

  test('the passage and the sentence that were used are told', () => {
    const passages = ['Rome | Rome is the capital of Italy. It is old.', 'Paris | It is big. Paris is the capital of France.'];
    const { finding } = findAnswer(readQuestion('What is the capital of France?'), readPassages(passages), weight);
    expect(finding?.sentence).toEqual({ text: 'Paris is the capital of France.', title: 'Paris', passage: 1 });
    expect(finding?.coverage).toBe(1);
  });
});
