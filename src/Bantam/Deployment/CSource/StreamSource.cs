namespace Bantam.Deployment;

/// <summary>The C text of a chain of layers that runs row by row: a function of its own with a loop over rows.</summary>
internal static class StreamSource
{
    /// <summary>Writes a chain.</summary>
    /// <param name="step">The chain.</param>
    /// <param name="name">The C identifier of its function, and the beginning of those of its constants.</param>
    /// <param name="expression">The C expression of a buffer.</param>
    /// <param name="buffers">The buffers of the plan.</param>
    public static StepSource Of(StreamStep step, string name, Func<int, string> expression, IReadOnlyList<PlanBuffer> buffers)
    {
        StepSource[] layers =
        [
            .. step.Stages.Select((stage, i) => StepSource.Of(
                stage.Step,
                $"{name}_{i}",
                ["row.input"],
                (buffers[stage.Step.Output] with { Shape = [stage.OutputRowBytes] }, "row.output"),
                "&row.window")),
        ];
        return new StepSource(
            ["stream", .. layers.SelectMany(layer => layer.Kernels)],
            text => Write(text, step, name, layers, expression),
            $"{name}({expression(step.Inputs[0])}, {expression(step.Output)});");
    }

    private static void Write(CText text, StreamStep step, string name, StepSource[] layers, Func<int, string> expression)
    {
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i].Constants(text);
            if (step.Stages[i].Step is TableStep)
            {
                text.Window($"{name}_{i}_window", step.Stages[i].Window);
            }
        }

        int last = layers.Length - 1;
        string windows = string.Join(", ", layers.Select((_, i) => $"&{name}_{i}_window"));
        string rows = string.Join(", ", step.Stages.Select((stage, i) => $"{{{(i == last ? "output" : expression(stage.Step.Output))}, 0, 0}}"));
        text.Line($"static void {name}(const int8_t *input, int8_t *output)");
        text.Line("{");
        text.Line($"    static const bantam_window *const windows[{layers.Length}] = {{{windows}}};");
        text.Line($"    bantam_rows rows[{layers.Length}] = {{{rows}}};");
        text.Line("    bantam_row row;");
        text.Line();
        text.Line($"    while (rows[{last}].end < {step.Stages[last].Window.OutputHeight}) {{");
        text.Line($"        switch (bantam_next_row({layers.Length}, windows, rows, input, &row)) {{");
        for (int i = 0; i < layers.Length; i++)
        {
            text.Line(i == last ? "        default:" : $"        case {i}:");
            text.Line($"            {layers[i].Call}");
            text.Line("            break;");
        }

        text.Line("        }");
        text.Line("    }");
        text.Line("}");
    }
}
