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
    public unsafe void A_native_allocation_of_10_MiB_is_seen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux keeps the peak of a process so that it can be reset.");

        // Blocks are given back at the end only: what one measurement gave back, the next would find.
        List<nint> blocks = [];
        int Allocate()
        {
            void* block = NativeMemory.Alloc(TenMebibytes);
            blocks.Add((nint)block);
            Touch(new Span<byte>(block, TenMebibytes));
            return 0;
        }

        PeakMemory memory = Settled(() =>
        {
            PeakMemory.Measure(Allocate, out PeakMemory seen);
            return seen;
        });
        blocks.ForEach(block => NativeMemory.Free((void*)block));

        Assert.Equal(PeakMemory.HighWaterMark, memory.Source);
        Assert.InRange(memory.PeakBytes, 0.95 * TenMebibytes, 1.05 * TenMebibytes);
        Assert.InRange(memory.NativeBytes, 0.95 * TenMebibytes, 1.05 * TenMebibytes);
    }

    /// <summary>The middle of five measurements: the runtime compiles in the background, and its memory is seen too.</summary>
    private static PeakMemory Settled(Func<PeakMemory> measure) => Enumerable.Range(0, 5).Select(_ => measure()).OrderBy(memory => memory.PeakBytes).ElementAt(2);

    private static void Touch(Span<byte> block)
    {
        for (int i = 0; i < block.Length; i += PageBytes)
        {
            block[i] = 1;
        }
    }
}
