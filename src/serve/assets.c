#include "assets.h"

#include <assets_made.inc> /* struct asset assets[], from the build folder */

const struct asset *asset_find(struct str path) {
  for (size_t i = 0; i < sizeof assets / sizeof *assets; i++)
    if (str_eq(path, str_of(assets[i].path))) return &assets[i];
  return NULL;
}
