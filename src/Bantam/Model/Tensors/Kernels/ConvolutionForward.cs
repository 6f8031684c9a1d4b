namespace Bantam.Model;

/// <summary>Prepares the forward pass of a convolution: one phase with all weights.</summary>
internal static unsafe class ConvolutionForward
{
    /// <summary>Completes a pass and runs it over all images.</summary>
    /// <param name="g">The sizes.</param>
    /// <param name="pass">The pass, without its phases.</param>
    /// <param name="w">The weights, OHWI.</param>
    public static void Run<TSimd, TVector>(in WindowGeometry g, ConvolutionPass* pass, LayerWeights w)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int table = ConvolutionPass.TableLength(g.OutputPixels);
        nint* tables = Scratch.Get<nint>(Scratch.Use.Tables, 2L * table);
        ConvolutionPass.Phase phase = new()
        {
            Segments = g.KernelHeight,
            Run = g.KernelWidth * g.InputChannels,
            Weights = w.Packed is not null ? w.Packed : Pack<TSimd, TVector>(in g, w.Values),
            Windows = tables,
            Pixels = tables + table,
            Count = g.OutputPixels,
        };
        int pixel = 0;
        for (int row = 0; row < g.OutputHeight; row++)
        {
            nint window = row * g.StrideHeight * pass->Padding.RowLength;
            for (int column = 0; column < g.OutputWidth; column++, pixel++)
            {
                phase.Windows[pixel] = window;
                phase.Pixels[pixel] = (nint)pixel * g.OutputChannels;
                window += g.StrideWidth * g.InputChannels;
            }
        }

        ConvolutionPass.FillUp(in phase);
        pass->Phases = &phase;
        pass->PhaseCount = 1;
        long operations = (long)g.Batch * g.OutputElements * g.PatchLength;
        WorkerPool.Run(g.Batch, &ConvolutionPass.RunImage<TSimd, TVector>, pass, operations);
    }

    private static float* Pack<TSimd, TVector>(in WindowGeometry g, float* w)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* panels = Scratch.Get<float>(Scratch.Use.Weights, GemmPacking.PackedLength<TSimd, TVector>(g.PatchLength, g.OutputChannels));
        GemmPacking.PackTransposed<TSimd, TVector>(w, g.PatchLength, g.PatchLength, g.OutputChannels, panels);
        return panels;
    }
}
