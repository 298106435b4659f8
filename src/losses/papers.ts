/** The papers behind the losses, once each. */
import type { Paper } from './lossDefinition';

export const sphereFacePaper: Paper = {
  title: 'SphereFace: Deep Hypersphere Embedding for Face Recognition',
  authors: 'Liu et al.',
  year: 2017,
  url: 'https://arxiv.org/abs/1704.08063',
  equation: 'eq. 7',
};

export const normFacePaper: Paper = {
  title: 'NormFace: L2 Hypersphere Embedding for Face Verification',
  authors: 'Wang et al.',
  year: 2017,
  url: 'https://arxiv.org/abs/1704.06369',
  equation: 'section 3.2',
};

export const cosFacePaper: Paper = {
  title: 'CosFace: Large Margin Cosine Loss for Deep Face Recognition',
  authors: 'Wang et al.',
  year: 2018,
  url: 'https://arxiv.org/abs/1801.09414',
  equation: 'eq. 4',
};

export const arcFacePaper: Paper = {
  title: 'ArcFace: Additive Angular Margin Loss for Deep Face Recognition',
  authors: 'Deng et al.',
  year: 2019,
  url: 'https://arxiv.org/abs/1801.07698',
  equation: 'eq. 3',
};

export const elasticFacePaper: Paper = {
  title: 'ElasticFace: Elastic Margin Loss for Deep Face Recognition',
  authors: 'Boutros et al.',
  year: 2022,
  url: 'https://arxiv.org/abs/2109.09416',
  equation: 'section 3',
};

export const curricularFacePaper: Paper = {
  title: 'CurricularFace: Adaptive Curriculum Learning Loss for Deep Face Recognition',
  authors: 'Huang et al.',
  year: 2020,
  url: 'https://arxiv.org/abs/2004.00288',
  equation: 'section 3',
};

export const magFacePaper: Paper = {
  title: 'MagFace: A Universal Representation for Face Recognition and Quality Assessment',
  authors: 'Meng et al.',
  year: 2021,
  url: 'https://arxiv.org/abs/2103.06627',
  equation: 'section 3',
};

export const adaFacePaper: Paper = {
  title: 'AdaFace: Quality Adaptive Margin for Face Recognition',
  authors: 'Kim et al.',
  year: 2022,
  url: 'https://arxiv.org/abs/2204.00964',
  equation: 'section 3',
};
