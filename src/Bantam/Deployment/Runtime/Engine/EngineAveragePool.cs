using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The average of each window, rounded half away from zero: sums of bytes, from which the offset of the bytes is taken first.</summary>
internal sealed unsafe class EngineAveragePool(PoolStep step, ImageLayout input, ImageLayout output) : EngineStep
{
    private readonly WindowGeometry _geometry = step.Geometry;

    public override int SumsNeeded => _geometry.OutputChannels;

    public override void Run(EngineMemory memory)
    {
        WindowGeometry g = _geometry;
        for (int row = 0; row < g.OutputHeight; row++)
        {
            byte* target = memory.Activations + output.Offset + ((nint)row * output.RowStride);
            (int top, int bottom) = Inside((row * g.StrideHeight) - g.PadTop, g.KernelHeight, g.InputHeight);
            for (int column = 0; column < g.OutputWidth; column++, target += g.OutputChannels)
            {
                (int left, int right) = Inside((column * g.StrideWidth) - g.PadLeft, g.KernelWidth, g.InputWidth);
                byte* window = memory.Activations + input.Offset + ((nint)top * input.RowStride) + (left * g.InputChannels);
                Sum(window, bottom - top, right - left, memory.Sums);
                Average(memory.Sums, (bottom - top) * (right - left), target);
            }
        }
    }

    /// <summary>The part of a window that lies within the image.</summary>
    private static (int Start, int End) Inside(int start, int length, int limit) => (Math.Max(start, 0), Math.Min(start + length, limit));

    private void Sum(byte* window, int rows, int columns, int* sums)
    {
        int channels = _geometry.OutputChannels;
        new Span<int>(sums, channels).Fill(-EngineCodes.Offset * rows * columns);
        for (int row = 0; row < rows; row++)
        {
            byte* pixel = window + ((nint)row * input.RowStride);
            for (int column = 0; column < columns; column++, pixel += channels)
            {
                EngineMean.Add(pixel, sums, channels);
            }
        }
    }

    private void Average(int* sums, int count, byte* target)
    {
        int half = count / 2;
        for (int channel = 0; channel < _geometry.OutputChannels; channel++)
        {
            int average = (sums[channel] > 0 ? sums[channel] + half : sums[channel] - half) / count;
            target[channel] = EngineCodes.FromCode((sbyte)Math.Clamp(average, step.Range.Min, step.Range.Max));
        }
    }
}
