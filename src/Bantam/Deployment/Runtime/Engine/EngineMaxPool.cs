using System.Runtime.Intrinsics;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The largest code of each window. Bytes are in the order of codes, so that maxima of bytes are those of codes.</summary>
internal sealed unsafe class EngineMaxPool(PoolStep step, ImageLayout input, ImageLayout output) : EngineStep
{
    private readonly WindowGeometry _geometry = step.Geometry;
    private readonly byte _min = EngineCodes.FromCode((sbyte)step.Range.Min);
    private readonly byte _max = EngineCodes.FromCode((sbyte)step.Range.Max);

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
                Pixel(window, bottom - top, right - left, target);
            }
        }
    }

    /// <summary>The part of a window that lies within the image.</summary>
    private static (int Start, int End) Inside(int start, int length, int limit) => (Math.Max(start, 0), Math.Min(start + length, limit));

    private void Pixel(byte* window, int rows, int columns, byte* target)
    {
        int channels = _geometry.OutputChannels;
        int channel = 0;
        for (; channel <= channels - Vector128<byte>.Count; channel += Vector128<byte>.Count)
        {
            Vector128<byte> max = Vector128.Create(_min);
            for (int row = 0; row < rows; row++)
            {
                byte* tap = window + ((nint)row * input.RowStride) + channel;
                for (int column = 0; column < columns; column++, tap += channels)
                {
                    max = Vector128.Max(max, Vector128.Load(tap));
                }
            }

            Vector128.Min(max, Vector128.Create(_max)).Store(target + channel);
        }

        for (; channel <= channels - sizeof(ulong); channel += sizeof(ulong))
        {
            Vector128<byte> max = Vector128.Create(_min);
            for (int row = 0; row < rows; row++)
            {
                byte* tap = window + ((nint)row * input.RowStride) + channel;
                for (int column = 0; column < columns; column++, tap += channels)
                {
                    max = Vector128.Max(max, Vector128.CreateScalar(*(ulong*)tap).AsByte());
                }
            }

            *(ulong*)(target + channel) = Vector128.Min(max, Vector128.Create(_max)).AsUInt64().ToScalar();
        }

        for (; channel < channels; channel++)
        {
            target[channel] = One(window + channel, rows, columns);
        }
    }

    private byte One(byte* window, int rows, int columns)
    {
        byte max = _min;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                max = Math.Max(max, window[((nint)row * input.RowStride) + (column * _geometry.InputChannels)]);
            }
        }

        return Math.Min(max, _max);
    }
}
