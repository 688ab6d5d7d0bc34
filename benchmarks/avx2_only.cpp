// Makes a program take this processor for one with AVX2 and no wider or newer vectors, so that one
// machine can be measured as two:
//
//   LD_PRELOAD=BUILD/lib/libavx2_only.so benchmarks/compare …
//
// Linux can let CPUID trap where the processor supports it (cpuid_fault in /proc/cpuinfo). Each
// trap is answered with what the processor says, less AVX-512, AMX and AVX-VNNI. Clock and caches
// remain this processor's own.
#include <asm/prctl.h>
#include <cpuid.h>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

namespace {

using Word = std::uint32_t;

struct Answer {
  Word a = 0, b = 0, c = 0, d = 0;
};

void let_cpuid_work(bool works) {
  if (syscall(SYS_arch_prctl, ARCH_SET_CPUID, works ? 1UL : 0UL) != 0) {
    std::fputs("avx2_only: this machine cannot let CPUID trap\n", stderr);
    std::_Exit(1);
  }
}

template <typename... Bits>
constexpr Word without(Word word, Bits... bits) {
  return word & ~(... | (Word{1} << bits));
}

/// Intel's Software Developer's Manual, volume 2, CPUID.
Answer answer(Word leaf, Word subleaf) {
  Answer found;
  __cpuid_count(leaf, subleaf, found.a, found.b, found.c, found.d);
  if (leaf == 7 && subleaf == 0) {
    found.b = without(found.b, 16, 17, 21, 26, 27, 28, 30, 31);  // AVX-512: F, DQ, IFMA … VL
    found.c = without(found.c, 1, 6, 11, 12, 14);                // VBMI, VBMI2, VNNI, BITALG, …
    found.d = without(found.d, 2, 3, 8, 22, 23, 24, 25);         // 4VNNIW … FP16, AMX
  } else if (leaf == 7 && subleaf == 1) {
    found.a = without(found.a, 4, 5, 21, 23);  // AVX-VNNI, AVX-512 BF16, AMX FP16, AVX-IFMA
    found.d = without(found.d, 4, 5, 8, 10, 19);
  } else if (leaf == 0xD && subleaf == 0) {
    found.a = without(found.a, 5, 6, 7, 17, 18);  // registers that the system saves
  } else if (leaf == 0xD &&
             (subleaf == 5 || subleaf == 6 || subleaf == 7 || subleaf == 17 || subleaf == 18)) {
    found = {};
  } else if (leaf == 0x1D || leaf == 0x1E || leaf == 0x24) {
    found = {};  // tiles; AVX10
  }
  return found;
}

void on_trap(int, siginfo_t*, void* context) {
  auto* const registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  const auto* const code = reinterpret_cast<const unsigned char*>(registers[REG_RIP]);
  if (code[0] != 0x0F || code[1] != 0xA2) {  // not CPUID: a true fault, met again without us
    std::signal(SIGSEGV, SIG_DFL);
    return;
  }
  let_cpuid_work(true);
  const Answer said =
      answer(static_cast<Word>(registers[REG_RAX]), static_cast<Word>(registers[REG_RCX]));
  let_cpuid_work(false);
  registers[REG_RAX] = said.a;
  registers[REG_RBX] = said.b;
  registers[REG_RCX] = said.c;
  registers[REG_RDX] = said.d;
  registers[REG_RIP] += 2;
}

/// The library is linked to be initialised before any other.
[[gnu::constructor]] void begin() {
  struct sigaction action = {};
  action.sa_sigaction = on_trap;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  sigaction(SIGSEGV, &action, nullptr);
  let_cpuid_work(false);
}

}  // namespace
