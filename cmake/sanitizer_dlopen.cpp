// Sanitizer builds only. oneTBB opens its binding library with RTLD_DEEPBIND, at which the
// sanitizers end the program, for a library bound that way would miss their functions. This takes
// the flag off.
#include <dlfcn.h>

extern "C" {
void* __interceptor_dlopen(const char* file, int flags);  // the sanitizer's own

__attribute__((visibility("default"))) void* dlopen(const char* file, int flags) noexcept {
  return __interceptor_dlopen(file, flags & ~RTLD_DEEPBIND);
}
}
