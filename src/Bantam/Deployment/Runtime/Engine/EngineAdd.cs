using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The sum, or the difference, of two activations. What an input contributes depends on its code alone: it is read from a table of 256 that the reference fills.</summary>
/// <remarks>Sums are requantized as pixels of some channels that share one factor.</remarks>
internal sealed unsafe class EngineAdd : EngineStep
{
    private const int Channels = 16;
    private const int PixelsOfChunk = 256;
    private const int SumsOfChunk = Channels * PixelsOfChunk;

    private readonly Requantizer _requantizer;
    private readonly ImageLayout _left;
    private readonly ImageLayout _right;
    private readonly ImageLayout _output;
    private readonly AddInt8Parameters _parameters;
    private readonly PinnedBytes _tables = new(2 * 256 * sizeof(int));
    private readonly PinnedBytes _offsets = new(PixelsOfChunk * sizeof(int));
    private readonly bool _canGather;
    private readonly AddendLine? _leftLine;
    private readonly AddendLine? _rightLine;

    public EngineAdd(AddStep step, ImageLayout first, ImageLayout second, ImageLayout output, DotPath path)
    {
        (_left, _right, _output) = (first, second, output);
        _parameters = step.Parameters;
        _canGather = path is DotPath.Vnni or DotPath.Wide256 or DotPath.Wide512;
        RoundingProfile rounding = _parameters.Output.Rounding;
        for (int i = 0; i < 256; i++)
        {
            int code = i - EngineCodes.Offset;
            Left[i] = rounding.Requantize((code + _parameters.LeftOffset) << AddInt8Parameters.LeftShift, _parameters.LeftMultiplier);
            int right = rounding.Requantize((code + _parameters.RightOffset) << AddInt8Parameters.LeftShift, _parameters.RightMultiplier);
            Right[i] = _parameters.Subtracts ? -right : right;
        }

        FixedPointMultiplier[] factors = new FixedPointMultiplier[Channels];
        long[] magnitudes = new long[Channels];
        Array.Fill(factors, _parameters.OutputMultiplier);
        Array.Fill(magnitudes, Magnitude(Left) + Magnitude(Right));
        _requantizer = new Requantizer(factors, magnitudes, _parameters.Output, path);
        _leftLine = AddendLine.Of(Left);
        _rightLine = AddendLine.Of(Right);
        for (int i = 0; i < PixelsOfChunk; i++)
        {
            ((int*)_offsets.Start)[i] = i * Channels;
        }
    }

    public override int SumsNeeded => SumsOfChunk + Requantizer.Slack;

    private int* Left => (int*)_tables.Start;

    private int* Right => Left + 256;

    public override void Run(EngineMemory memory)
    {
        for (int row = 0; row < _output.Height; row++)
        {
            for (int start = 0; start < _output.RowBytes; start += SumsOfChunk)
            {
                byte* left = memory.Activations + _left.Offset + ((nint)row * _left.RowStride) + start;
                byte* right = memory.Activations + _right.Offset + ((nint)row * _right.RowStride) + start;
                byte* output = memory.Activations + _output.Offset + ((nint)row * _output.RowStride) + start;
                Chunk(left, right, output, memory.Sums, Math.Min(SumsOfChunk, _output.RowBytes - start));
            }
        }
    }

    private static long Magnitude(int* table)
    {
        long most = 0;
        for (int i = 0; i < 256; i++)
        {
            most = Math.Max(most, Math.Abs((long)table[i]));
        }

        return most;
    }

    private void Chunk(byte* left, byte* right, byte* output, int* sums, int count)
    {
        Sum(left, right, sums, count);
        int pixels = count / Channels;
        if (pixels > 0)
        {
            _requantizer.Run(new RequantizerArguments { Sums = sums, LeadingSums = Channels, Pixels = pixels, Target = output, Offsets = (int*)_offsets.Start });
        }

        for (int i = pixels * Channels; i < count; i++)
        {
            output[i] = EngineCodes.FromCode(_parameters.Output.From(sums[i], _parameters.OutputMultiplier));
        }
    }

    private static int SumLines(byte* left, byte* right, int* sums, int count, AddendLine fromLeft, AddendLine fromRight)
    {
        int i = 0;
        for (; i <= count - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            (fromLeft.At(Avx2.ConvertToVector256Int32(left + i)) + fromRight.At(Avx2.ConvertToVector256Int32(right + i))).Store(sums + i);
        }

        return i;
    }

    private void Sum(byte* left, byte* right, int* sums, int count)
    {
        int i = 0;
        if (_canGather && _leftLine is { } fromLeftLine && _rightLine is { } fromRightLine)
        {
            i = SumLines(left, right, sums, count, fromLeftLine, fromRightLine);
        }
        else if (_canGather)
        {
            for (; i <= count - Vector256<int>.Count; i += Vector256<int>.Count)
            {
                Vector256<int> fromLeft = Avx2.GatherVector256(Left, Avx2.ConvertToVector256Int32(left + i), sizeof(int));
                Vector256<int> fromRight = Avx2.GatherVector256(Right, Avx2.ConvertToVector256Int32(right + i), sizeof(int));
                (fromLeft + fromRight).Store(sums + i);
            }
        }

        for (; i < count; i++)
        {
            sums[i] = Left[left[i]] + Right[right[i]];
        }
    }
}
