namespace Bantam.Model;

/// <summary>Float32 masks of random zeros.</summary>
internal static unsafe class DropoutKernels
{
    // Four numbers cost about 20 ns, so a part lasts some ten microseconds.
    private const int PartLength = 4096;

    /// <summary>y = 0 where the number that belongs to an element is below a limit, else a given value.</summary>
    /// <param name="random">Where the numbers come from: element i has number i mod 4 of block ⌊i/4⌋.</param>
    /// <param name="firstBlock">The block of the first element.</param>
    /// <param name="limit">Of 2³² numbers, how many give 0.</param>
    /// <param name="kept">The value elsewhere.</param>
    /// <param name="y">The mask.</param>
    public static void Mask(RandomBlocks random, ulong firstBlock, ulong limit, float kept, Span<float> y)
    {
        fixed (float* target = y)
        {
            Work work = new() { Random = random, FirstBlock = firstBlock, Limit = limit, Kept = kept, Y = target, Parts = new EvenSplit(y.Length, PartLength, 4) };
            WorkerPool.Run(work.Parts.Count, &MaskPart, &work, 4L * y.Length);
        }
    }

    private static void MaskPart(int part, Work* work)
    {
        (int start, int length) = work->Parts.Part(part);
        for (int i = 0; i < length; i += 4)
        {
            RandomStream.Block block = work->Random.At(work->FirstBlock + (ulong)((start + i) / 4));
            for (int k = 0; k < Math.Min(4, length - i); k++)
            {
                work->Y[start + i + k] = block[k] < work->Limit ? 0 : work->Kept;
            }
        }
    }

    private struct Work
    {
        public RandomBlocks Random;
        public ulong FirstBlock;
        public ulong Limit;
        public float Kept;
        public float* Y;
        public EvenSplit Parts;
    }
}
