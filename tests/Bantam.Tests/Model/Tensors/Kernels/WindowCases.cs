using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Sliding-window geometries: some that matter, and many odd ones from a seed.</summary>
internal static class WindowCases
{
    public static IEnumerable<WindowGeometry> Convolutions()
    {
        yield return Make(33, (28, 28, 1), 8, (5, 5), (1, 1), (2, 2));
        yield return Make(17, (14, 14, 8), 16, (5, 5), (1, 1), (2, 2));
        yield return Make(3, (8, 8, 32), 40, (3, 3), (1, 1), (1, 1));
        yield return Make(3, (9, 9, 33), 17, (3, 3), (2, 2), (1, 1));
        yield return Make(2, (7, 5, 19), 35, (1, 1), (1, 1), (0, 0));
        yield return Make(2, (7, 7, 20), 6, (1, 1), (2, 2), (0, 0));
        yield return Make(2, (7, 8, 18), 5, (2, 3), (3, 4), (0, 0));
        RandomStream random = new(5, "windows");
        for (int i = 0; i < 25; i++)
        {
            yield return Random(random, 1 + random.NextInt32(20), 1 + random.NextInt32(20));
        }
    }

    public static IEnumerable<WindowGeometry> Depthwise()
    {
        yield return Make(3, (25, 5, 64), 64, (3, 3), (1, 1), (1, 1));
        yield return Make(18, (16, 16, 16), 16, (3, 3), (1, 1), (1, 1));
        yield return Make(2, (13, 14, 24), 24, (3, 3), (2, 2), (0, 0));
        RandomStream random = new(6, "depthwise");
        for (int i = 0; i < 25; i++)
        {
            int channels = 1 + random.NextInt32(40);
            yield return Random(random, channels, channels);
        }
    }

    private static WindowGeometry Random(RandomStream random, int inputs, int outputs)
    {
        (int kernelHeight, int kernelWidth) = (1 + random.NextInt32(5), 1 + random.NextInt32(5));
        return Make(
            1 + random.NextInt32(4),
            (kernelHeight + random.NextInt32(10), kernelWidth + random.NextInt32(10), inputs),
            outputs,
            (kernelHeight, kernelWidth),
            (1 + random.NextInt32(3), 1 + random.NextInt32(3)),
            (random.NextInt32(kernelHeight), random.NextInt32(kernelWidth)));
    }

    // As much padding at the bottom and on the right as above and on the left.
    private static WindowGeometry Make(int batch, (int Height, int Width, int Channels) input, int outputs, (int Height, int Width) kernel, (int Height, int Width) stride, (int Top, int Left) pad) => new()
    {
        Batch = batch,
        InputHeight = input.Height,
        InputWidth = input.Width,
        InputChannels = input.Channels,
        OutputHeight = ((input.Height + (2 * pad.Top) - kernel.Height) / stride.Height) + 1,
        OutputWidth = ((input.Width + (2 * pad.Left) - kernel.Width) / stride.Width) + 1,
        OutputChannels = outputs,
        KernelHeight = kernel.Height,
        KernelWidth = kernel.Width,
        StrideHeight = stride.Height,
        StrideWidth = stride.Width,
        PadTop = pad.Top,
        PadLeft = pad.Left,
    };
}
