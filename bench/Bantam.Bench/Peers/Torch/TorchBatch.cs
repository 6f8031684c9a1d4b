using TorchSharp;
using static TorchSharp.torch;

namespace Bantam.Bench;

/// <summary>Our batches as libtorch reads them.</summary>
internal static class TorchBatch
{
    /// <summary>A copy of a batch.</summary>
    /// <param name="batch">The batch, images in NHWC.</param>
    /// <param name="channelsLast">Whether the memory stays in NHWC, seen as NCHW: libtorch then computes in that layout.</param>
    public static torch.Tensor Of(Bantam.Model.Tensor batch, bool channelsLast)
    {
        if (channelsLast && batch.Shape.Rank == 4)
        {
            long[] shape = [.. batch.Shape.Lengths.ToArray().Select(length => (long)length)];
            return tensor(batch.ToArray<float>(), shape).permute(0, 3, 1, 2);
        }

        return tensor(ChannelsFirst.Batch(batch), ChannelsFirst.BatchShape(batch.Shape));
    }
}
