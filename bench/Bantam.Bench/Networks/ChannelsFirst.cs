using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Our layouts turned into those of the peers: NHWC to NCHW, OHWI to OIHW.</summary>
internal static class ChannelsFirst
{
    /// <summary>A batch: [N, H, W, C] to [N, C, H, W]; other ranks stay.</summary>
    public static float[] Batch(Tensor batch) => batch.Shape.Rank == 4 ? Moved(batch) : batch.ToArray<float>();

    /// <summary>The shape of that batch.</summary>
    public static long[] BatchShape(Shape shape) => shape.Rank == 4
        ? [shape[0], shape[3], shape[1], shape[2]]
        : [.. shape.Lengths.ToArray().Select(length => (long)length)];

    /// <summary>The weights of a node.</summary>
    public static (float[] Values, long[] Shape) Weight(Node node, Tensor weight)
    {
        Shape shape = weight.Shape;
        switch (node.Op)
        {
            case Conv2d:
                return (Moved(weight), [shape[0], shape[3], shape[1], shape[2]]);
            case DepthwiseConv2d:
                return (Moved(weight), [shape[3], 1, shape[1], shape[2]]);
            default:
                return (Dense(node, weight), [shape[0], shape[1]]);
        }
    }

    /// <summary>The weights of a dense layer. Behind a flattened image its columns follow the pixels, so they move with them.</summary>
    private static float[] Dense(Node node, Tensor weight) =>
        node.Inputs[0] is Node { Op: Flatten } flatten && flatten.Inputs[0].SampleShape is { Rank: 3 } image
            ? Moved(Tensor.From([weight.Shape[0], image[0], image[1], image[2]], weight.Span<float>()))
            : weight.ToArray<float>();

    /// <summary>The last axis of four before the middle two.</summary>
    private static float[] Moved(Tensor tensor)
    {
        int channels = tensor.Shape[3];
        int pixels = tensor.Shape[1] * tensor.Shape[2];
        ReadOnlySpan<float> source = tensor.Span<float>();
        float[] moved = new float[source.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            int pixel = i % pixels;
            int channel = i / pixels % channels;
            int image = i / pixels / channels;
            moved[i] = source[(((image * pixels) + pixel) * channels) + channel];
        }

        return moved;
    }
}
