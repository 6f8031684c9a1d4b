namespace Bantam.Model;

/// <summary>How sums over a batch are cut: a batch into lanes of consecutive samples, and these into blocks.</summary>
/// <remarks>
/// The cuts follow from the sizes alone, never from the number of threads, so neither do the bits of a sum. A block divides a
/// lane, so whoever works on a few samples at a time (<see cref="TiledCalls"/>) makes the same blocks.
/// </remarks>
internal static class BatchCuts
{
    private const int MostLanes = 8;

    private const int MostLaneValues = 1 << 20;

    // 64 KiB: a block stays in the second-level cache between its two readings.
    private const int BlockLength = 16384;

    /// <summary>Consecutive samples whose weight gradients are added up in one matrix, one after the other.</summary>
    public static int SamplesPerLane(int batch) => Math.Max(1, (batch + MostLanes - 1) / MostLanes);

    /// <summary>Consecutive samples whose sums over channels make one row: the largest divisor of a lane of at most 64 KiB.</summary>
    public static int SamplesPerBlock(int batch, int sampleLength)
    {
        int lane = SamplesPerLane(batch);
        int samples = Math.Clamp(BlockLength / Math.Max(sampleLength, 1), 1, lane);
        while (lane % samples != 0)
        {
            samples--;
        }

        return samples;
    }

    /// <summary>The same where each lane sums into memory of its own: fewer and longer lanes where that is large, so that all together stay within 4 MiB.</summary>
    public static int SamplesPerLane(int batch, int laneLength)
    {
        int samples = SamplesPerLane(batch);
        for (long lanes = MostLanes; lanes > 4 && lanes * laneLength > MostLaneValues; lanes /= 2)
        {
            samples *= 2;
        }

        return samples;
    }

    /// <summary>The number of rows that hold the sums of some samples each.</summary>
    public static int Rows(int batch, int samplesPerRow) => (batch + samplesPerRow - 1) / samplesPerRow;
}

/// <summary>How the images of a call are dealt out to lanes, each of which sums into memory of its own.</summary>
/// <param name="SamplesPerLane">Consecutive images of a lane; the last one may have fewer.</param>
/// <param name="Continues">Whether the memory of the only lane holds the sum over images before those of the call.</param>
internal readonly record struct LaneCut(int SamplesPerLane, bool Continues)
{
    /// <summary>The number of lanes.</summary>
    public int LanesOf(int images) => BatchCuts.Rows(images, SamplesPerLane);

    /// <summary>The number of images of one lane.</summary>
    public int ImagesOf(int lane, int images) => Math.Min(SamplesPerLane, images - (lane * SamplesPerLane));
}
