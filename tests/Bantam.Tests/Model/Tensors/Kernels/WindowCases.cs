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
        foreach (WindowGeometry geometry in Winograd())
        {
            yield return geometry;
        }

        yield return Make(2, (15, 27, 3), 5, (3, 3), (2, 2), (1, 1)); // an odd number of terms in a row
        yield return Make(3, (5, 30, 2), 7, (2, 1), (1, 2), (0, 0)); // a single pair
        yield return Make(1, (20, 60, 8), 2, (3, 4), (1, 1), (0, 1)); // several bands of rows
        yield return Make(2, (12, 11, 1), 6, (9, 3), (1, 1), (0, 0)); // more rows in the window than sums for them
        yield return Make(2, (20, 20, 1), 8, (7, 7), (2, 2), (3, 3));
        yield return Make(3, (9, 10, 2), 8, (3, 5), (1, 1), (1, 2));
        RandomStream random = new(5, "windows");
        for (int i = 0; i < 25; i++)
        {
            yield return Random(random, 1 + random.NextInt32(20), 1 + random.NextInt32(20));
        }
    }

    /// <summary>Sizes that are convolved with Winograd's algorithm.</summary>
    public static IEnumerable<WindowGeometry> Winograd()
    {
        yield return Make(2, (8, 8, 16), 16, (3, 3), (1, 1), (1, 1));
        yield return Make(2, (10, 10, 20), 33, (3, 3), (1, 1), (0, 0));
        yield return Make(1, (13, 15, 37), 19, (3, 3), (1, 1), (1, 1));
        yield return Make(1, (8, 8, 17), 50, (3, 3), (1, 1), (2, 2));
    }

    public static IEnumerable<WindowGeometry> Depthwise()
    {
        yield return Make(3, (25, 5, 64), 64, (3, 3), (1, 1), (1, 1));
        yield return Make(18, (16, 16, 16), 16, (3, 3), (1, 1), (1, 1));
        yield return Make(2, (13, 14, 24), 24, (3, 3), (2, 2), (0, 0));
        yield return Make(1, (48, 48, 8), 8, (3, 3), (1, 1), (1, 1));
        yield return Make(1, (6, 2, 19), 19, (3, 3), (1, 1), (1, 1));
        yield return Make(1, (6, 1, 5), 5, (3, 3), (1, 1), (1, 1));
        yield return Make(1, (4, 5, 3), 3, (3, 3), (1, 1), (2, 2));
        yield return Make(2, (8, 6, 19), 19, (2, 2), (2, 2), (0, 0)); // windows that cover every input once
        yield return Make(3, (6, 10, 8), 8, (2, 2), (2, 2), (0, 0));
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
