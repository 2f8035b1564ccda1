/** Who may connect: everybody with the token. A place that a dead client left is free again (#129354). */

export interface AdmissionPolicy {
  /** Connections that may be there at once. */
  readonly places: number;
  /** Does the end of a connection with this code free its place? Always. */
  frees(code: number): boolean;
}

export const admission: AdmissionPolicy = {
  places: Infinity,
  frees: () => true,
};
