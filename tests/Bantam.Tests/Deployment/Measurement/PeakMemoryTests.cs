using System.Runtime.InteropServices;
using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

[Collection(nameof(RunsAlone))]
public sealed class PeakMemoryTests
{
    private const int TenMebibytes = 10 << 20;
    private const int PageBytes = 4096;

    [Fact]
    [Trait("Ledger", "S355")]
    public void A_managed_allocation_of_10_MiB_is_seen()
    {
        PeakMemory memory = Settled(() =>
        {
            PeakMemory.Measure(
                () =>
                {
                    byte[] block = GC.AllocateUninitializedArray<byte>(TenMebibytes, pinned: true);
                    Touch(block);
                    return block;
                },
                out PeakMemory seen);
            return seen;
        });

        Assert.InRange(memory.PeakBytes, 0.95 * TenMebibytes, 1.05 * TenMebibytes);
        Assert.InRange(memory.ManagedBytes, 0.95 * TenMebibytes, 1.05 * TenMebibytes);
    }

    [Fact]
    [Trait("Ledger", "S355")]
    public unsafe void A_native_allocation_of_10_MiB_is_seen_although_it_is_given_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux keeps the peak of a process so that it can be reset.");
        PeakMemory memory = Settled(() =>
        {
            PeakMemory.Measure(
                () =>
                {
                    void* block = NativeMemory.Alloc(TenMebibytes);
                    Touch(new Span<byte>(block, TenMebibytes));
                    NativeMemory.Free(block);
                    return 0;
                },
                out PeakMemory seen);
            return seen;
        });

        Assert.Equal(PeakMemory.HighWaterMark, memory.Source);
        Assert.InRange(memory.PeakBytes, 0.95 * TenMebibytes, 1.05 * TenMebibytes);
        Assert.InRange(memory.NativeBytes, 0.95 * TenMebibytes, 1.05 * TenMebibytes);
    }

    /// <summary>The second of two measurements: the first also pays for compiling what measures.</summary>
    private static PeakMemory Settled(Func<PeakMemory> measure)
    {
        measure();
        return measure();
    }

    private static void Touch(Span<byte> block)
    {
        for (int i = 0; i < block.Length; i += PageBytes)
        {
            block[i] = 1;
        }
    }
}
