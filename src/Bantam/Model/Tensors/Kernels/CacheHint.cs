using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Model;

/// <summary>Tells the caches what will be needed. A hint changes no result and never fails, whatever the address.</summary>
internal static unsafe class CacheHint
{
    /// <summary>Floats in a cache line.</summary>
    public const int Line = 16;

    /// <summary>Asks for the cache line of an address, where the runtime has an instruction for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(float* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
