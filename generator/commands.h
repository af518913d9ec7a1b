/* The commands that make no documents. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "options.h"

enum exit_code command_list(const struct options *o, struct arena *a, struct diag *d);
enum exit_code command_new(const struct options *o, struct arena *a, struct diag *d);
enum exit_code command_verify(const struct options *o, struct arena *a, struct diag *d);
enum exit_code command_fonts(const struct options *o, struct arena *a, struct diag *d);

#endif
