namespace Bantam.Model;

/// <summary>Prepares the gradient of a convolution's input: a convolution of the padded upstream gradient with the mirrored weights.</summary>
/// <remarks>
/// Input row h meets weight row i in output row (h + PadTop − i) / StrideHeight where that is whole. Rows with the same remainder
/// p = (h + PadTop) mod StrideHeight meet weight rows p, p + StrideHeight, …; columns likewise. Each pair of remainders is a phase.
/// </remarks>
internal static unsafe class ConvolutionInputGradient
{
    /// <summary>Completes a pass and runs it over all images.</summary>
    /// <param name="g">The sizes.</param>
    /// <param name="pass">The pass, without its phases and padding.</param>
    /// <param name="w">The weights, OHWI.</param>
    public static void Run<TSimd, TVector>(in WindowGeometry g, ConvolutionPass* pass, LayerWeights w)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        pass->Padding = PaddedUpstream(in g);
        int phases = g.StrideHeight * g.StrideWidth;
        int pixels = (g.InputHeight * g.InputWidth) + (phases * GemmTile.MostRows);
        int phaseWords = phases * sizeof(ConvolutionPass.Phase) / sizeof(nint);
        nint* tables = Scratch.Get<nint>(Scratch.Use.Tables, phaseWords + (2L * pixels));
        pass->Phases = (ConvolutionPass.Phase*)tables;
        pass->PhaseCount = phases;
        tables += phaseWords;
        float* weights = w.Packed;
        if (weights is null)
        {
            weights = Scratch.Get<float>(Scratch.Use.Weights, PackedLength<TSimd, TVector>(in g));
            Pack<TSimd, TVector>(in g, w.Values, weights);
        }

        for (int i = 0; i < phases; i++)
        {
            (int row, int column) = (i / g.StrideWidth, i % g.StrideWidth);
            ref ConvolutionPass.Phase phase = ref pass->Phases[i];
            int rowTaps = Taps(g.KernelHeight, g.StrideHeight, row);
            int columnTaps = Taps(g.KernelWidth, g.StrideWidth, column);
            phase = new ConvolutionPass.Phase
            {
                Segments = rowTaps,
                Run = columnTaps * g.OutputChannels,
                Weights = weights,
                Windows = tables,
                Pixels = tables + pixels,
            };
            phase.Count = FillTables(in g, in pass->Padding, in phase, row, column);
            ConvolutionPass.FillUp(in phase);
            tables += ConvolutionPass.TableLength(phase.Count);
            weights += (nint)GemmPacking.PackedLength<TSimd, TVector>((long)rowTaps * columnTaps * g.OutputChannels, g.InputChannels);
        }

        long operations = (long)g.Batch * g.OutputElements * g.PatchLength;
        WorkerPool.Run(g.Batch, &ConvolutionPass.RunImage<TSimd, TVector>, pass, operations);
    }

    /// <summary>The length of all weights as panels.</summary>
    public static long PackedLength<TSimd, TVector>(in WindowGeometry g)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => GemmPacking.PackedLength<TSimd, TVector>(g.KernelHeight * g.KernelWidth * g.OutputChannels, g.InputChannels);

    /// <summary>Packs the mirrored weights, one phase after the other.</summary>
    public static void Pack<TSimd, TVector>(in WindowGeometry g, float* w, float* panels)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        for (int i = 0; i < g.StrideHeight * g.StrideWidth; i++)
        {
            (int row, int column) = (i / g.StrideWidth, i % g.StrideWidth);
            PackMirrored<TSimd, TVector>(in g, w, row, column, panels);
            long terms = (long)Taps(g.KernelHeight, g.StrideHeight, row) * Taps(g.KernelWidth, g.StrideWidth, column) * g.OutputChannels;
            panels += (nint)GemmPacking.PackedLength<TSimd, TVector>(terms, g.InputChannels);
        }
    }

    // Weight rows (or columns) that meet the targets with a given remainder.
    private static int Taps(int kernel, int stride, int remainder) => Math.Max(0, (kernel - remainder + stride - 1) / stride);

    private static PaddedImage PaddedUpstream(in WindowGeometry g)
    {
        int top = Taps(g.KernelHeight, g.StrideHeight, 0) - 1;
        int left = Taps(g.KernelWidth, g.StrideWidth, 0) - 1;
        return new PaddedImage
        {
            ImageHeight = g.OutputHeight,
            ImageWidth = g.OutputWidth,
            Channels = g.OutputChannels,
            Top = top,
            Left = left,
            Height = top + ((g.InputHeight - 1 + g.PadTop) / g.StrideHeight) + 1,
            Width = left + ((g.InputWidth - 1 + g.PadLeft) / g.StrideWidth) + 1,
        };
    }

    private static int FillTables(in WindowGeometry g, in PaddedImage upstream, in ConvolutionPass.Phase phase, int rowPhase, int columnPhase)
    {
        int count = 0;
        int rowTaps = phase.Segments;
        int columnTaps = phase.Run / g.OutputChannels;
        for (int h = First(rowPhase, g.PadTop, g.StrideHeight); h < g.InputHeight; h += g.StrideHeight)
        {
            int row = ((h + g.PadTop) / g.StrideHeight) - (rowTaps - 1) + upstream.Top;
            int first = First(columnPhase, g.PadLeft, g.StrideWidth);
            int column = ((first + g.PadLeft) / g.StrideWidth) - (columnTaps - 1) + upstream.Left;
            nint window = (row * upstream.RowLength) + ((nint)column * g.OutputChannels);
            for (int w = first; w < g.InputWidth; w += g.StrideWidth)
            {
                phase.Windows[count] = window;
                phase.Pixels[count] = (((nint)h * g.InputWidth) + w) * g.InputChannels;
                window += g.OutputChannels;
                count++;
            }
        }

        return count;
    }

    // The first target whose place in the padded image has this remainder.
    private static int First(int phase, int pad, int stride) => (phase - (pad % stride) + stride) % stride;

    // Panels of [tap row, tap column, output channel] by input channel, the taps in descending order.
    private static void PackMirrored<TSimd, TVector>(in WindowGeometry g, float* w, int rowPhase, int columnPhase, float* panels)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int rowTaps = Taps(g.KernelHeight, g.StrideHeight, rowPhase);
        int columnTaps = Taps(g.KernelWidth, g.StrideWidth, columnPhase);
        int width;
        for (int channel = 0; channel < g.InputChannels; channel += width)
        {
            width = GemmPacking.PanelWidth<TSimd, TVector>(g.InputChannels - channel);
            int columns = Math.Min(width, g.InputChannels - channel);
            for (int tap = rowTaps * columnTaps; tap-- > 0;)
            {
                int i = rowPhase + (tap / columnTaps * g.StrideHeight);
                int j = columnPhase + (tap % columnTaps * g.StrideWidth);
                float* source = w + (((nint)i * g.KernelWidth) + j) * g.InputChannels;
                GemmPacking.Pack<TSimd, TVector>(source + channel, g.PatchLength, g.OutputChannels, columns, panels);
                panels += (nint)g.OutputChannels * width;
            }
        }
    }
}
